"""The drummer of the tune: kick on its own stem, the rest of the kit on another."""

from smf import DRUM_CHANNEL, Part
from tune import Player, slots

KICK_KIT, KIT = 8, 16  # of the sound set: the short kick of its room kit, all else of its power kit
KICK, SNARE, CLOSED, FOOT, OPEN, RIDE, CRASH = 36, 38, 42, 44, 46, 51, 49
HIGH_TOM, MID_TOM, LOW_TOM, FLOOR_TOM = 50, 47, 45, 41

KICKS = {  # bar: (slot, velocity)
    1: [(0, 112), (7, 92), (10, 104)], 2: [(0, 110), (7, 92), (10, 102)],
    3: [(0, 112), (7, 92), (10, 104)], 4: [(0, 110), (7, 92), (10, 102), (13, 88)],
    5: [(0, 114), (3, 84), (7, 92), (10, 106)], 6: [(0, 110), (7, 92), (10, 104)],
    7: [(0, 112), (3, 84), (7, 92), (10, 106)], 8: [(0, 112), (3, 86), (8, 114), (11, 108)],
}
BACKBEAT = (4, 12)
GHOSTS = {1: [7, 9, 15], 2: [2, 9], 3: [7, 9, 15], 4: [2, 9], 5: [7, 9], 6: [2, 9, 15], 7: [7, 9], 8: [2, 7]}
FILLS = [  # bar, slot, drum, velocity
    (4, 14, SNARE, 64), (4, 15, SNARE, 82),
    (8, 8, SNARE, 104), (8, 10, HIGH_TOM, 82), (8, 11, SNARE, 98), (8, 12, SNARE, 90), (8, 12.5, SNARE, 62),
    (8, 13, MID_TOM, 86), (8, 14, LOW_TOM, 90), (8, 15, FLOOR_TOM, 96),
]


def kick():
    part, player = Part(DRUM_CHANNEL, KICK_KIT, room=0), Player("kick", behind_ms=0, loose_ms=1.5)
    for bar, hits in KICKS.items():
        for slot, velocity in hits:
            part.note(player.frame(bar, slot), slots(4), KICK, player.touch(velocity))
    return [part]


def drums():
    """Hats in bars 1-4, ride in bars 5-8; the snare sits late, as a backbeat should."""
    part = Part(DRUM_CHANNEL, KIT, room=26)
    sticks, snare_hand = Player("sticks", behind_ms=-1, loose_ms=3), Player("snare", behind_ms=6, loose_ms=2)

    def hit(player, bar, slot, drum, velocity, ring=4):
        part.note(player.frame(bar, slot), slots(ring), drum, player.touch(velocity))

    hit(sticks, 1, 0, CRASH, 84, ring=24)
    hit(sticks, 5, 0, CRASH, 74, ring=24)
    for bar in range(1, 9):
        filling = 8 if bar == 8 else 14 if bar == 4 else 16
        for slot in BACKBEAT:
            if slot < filling:
                hit(snare_hand, bar, slot, SNARE, 112)
        for slot in GHOSTS[bar]:
            hit(snare_hand, bar, slot, SNARE, 40 if slot % 2 else 34)
        for slot in range(0, filling, 2):
            accent = slot % 4 == 0
            if bar <= 4:
                opened = slot == 14 and bar == 2
                hit(sticks, bar, slot, OPEN if opened else CLOSED, 80 if opened else 88 if accent else 64)
            else:
                hit(sticks, bar, slot, RIDE, 84 if accent else 62, ring=12)
        if bar <= 4:
            for slot in (3, 11) if bar % 2 else (7, 13):
                hit(sticks, bar, slot, CLOSED, 42)
        else:
            for slot in BACKBEAT:
                hit(sticks, bar, slot, FOOT, 70)
    for bar, slot, drum, velocity in FILLS:
        hit(snare_hand, bar, slot, drum, velocity)
    return [part]
