"""The tune: eight bars of 4/4 in E minor at 96 beats a minute, lightly swung. Times are (bar 1-8, slot 0-15).

    Em9 | A13 | Cmaj9 | D6/9 | Em7 | Bm11 | Cmaj9 | Am7 B7(b9) ||
"""

import random

from smf import BEAT, Part

BARS = 8
LOOP = BARS * 4 * BEAT  # 960 000 frames: 20 s
LEAD_IN = BEAT  # so that a note may come early at bar 1
MS = 48
SWING = 750  # frames by which every second sixteenth comes late: 55 % swing


class Player:
    """Places slots in time as one musician would: never quite on the grid, never twice as loud."""

    def __init__(self, seed, behind_ms, loose_ms):
        """`behind_ms`: how far after the beat this one sits. `loose_ms`: how far a note may stray from that."""
        self.chance = random.Random(seed)
        self.behind, self.loose = behind_ms * MS, loose_ms * MS

    def frame(self, bar, slot):
        stray = self.loose * (self.chance.random() - self.chance.random())
        swing = SWING if slot % 2 else 0
        return LEAD_IN + round(((bar - 1) * 16 + slot) * BEAT / 4 + swing + self.behind + stray)

    def touch(self, velocity):
        return velocity * (1 + 0.06 * (self.chance.random() - self.chance.random()))


def slots(count):
    return round(count * BEAT / 4)


def shorten(length):
    """A played length: a little air before the next note."""
    return round(length * 0.92)


# --- keys: rootless four-note voicings; no voice moves by more than a minor third from chord to chord.
EM9, A13, CMAJ9, D69 = (55, 59, 62, 66), (55, 59, 61, 66), (55, 59, 62, 64), (54, 57, 59, 64)
EM7, BM11, AM7, B7B9 = (55, 59, 62, 64), (57, 62, 64, 66), (55, 57, 60, 64), (54, 57, 60, 63)
KEYS = [  # bar, slot, length, chord, velocity
    (1, 0, 6, EM9, 82), (1, 10, 5, EM9, 64),
    (2, 0, 3, A13, 78), (2, 7, 6, A13, 72), (2, 15, 1, CMAJ9, 62),
    (3, 0, 6, CMAJ9, 80), (3, 10, 5, CMAJ9, 64),
    (4, 0, 6, D69, 76), (4, 10, 3, D69, 68), (4, 14, 2, D69, 60),
    (5, 0, 10, EM7, 84), (5, 10, 5, EM7, 66),
    (6, 0, 6, BM11, 78), (6, 7, 8, BM11, 70),
    (7, 0, 10, CMAJ9, 80), (7, 10, 5, CMAJ9, 66),
    (8, 0, 7, AM7, 76), (8, 8, 2, B7B9, 86), (8, 11, 5, B7B9, 82),
]


def keys():
    """Electric piano; the hand rolls each chord upwards by a few milliseconds."""
    part, player = Part(0, 4, room=22), Player("keys", behind_ms=3, loose_ms=5)
    for bar, slot, length, chord, velocity in KEYS:
        start = player.frame(bar, slot)
        for finger, key in enumerate(chord):
            top = 6 if finger == 3 else 0
            roll = round(finger * 3 * MS)
            part.note(start + roll, shorten(slots(length)) - roll, key, player.touch(velocity - 8 + top))
    return [part]


# --- bass: roots with the kick on 0, 7 and 10, an approach note into every bar; velocity under 50 is a dead note.
BASS = [  # bar, slot, length, key, velocity
    (1, 0, 5, 28, 104), (1, 7, 2, 28, 90), (1, 10, 3, 35, 96), (1, 13, 0.5, 35, 38), (1, 14, 1, 31, 86),
    (1, 15, 1, 32, 90),
    (2, 0, 5, 33, 104), (2, 7, 2, 33, 90), (2, 10, 2, 40, 96), (2, 13, 1, 37, 84), (2, 14, 2, 35, 88),
    (3, 0, 5, 36, 104), (3, 5, 0.5, 36, 38), (3, 7, 2, 36, 90), (3, 10, 3, 43, 98), (3, 14, 1, 40, 88),
    (3, 15, 1, 37, 86),
    (4, 0, 5, 38, 104), (4, 7, 2, 38, 90), (4, 10, 2, 33, 94), (4, 13, 1, 33, 86), (4, 14, 1, 31, 88),
    (4, 15, 1, 30, 90),
    (5, 0, 3, 28, 106), (5, 3, 0.5, 28, 40), (5, 6, 1, 40, 92), (5, 7, 2, 38, 92), (5, 10, 3, 35, 98),
    (5, 14, 1, 33, 86), (5, 15, 1, 34, 88),
    (6, 0, 5, 35, 104), (6, 7, 2, 35, 90), (6, 10, 3, 42, 98), (6, 13, 1, 38, 86), (6, 15, 1, 37, 88),
    (7, 0, 3, 36, 106), (7, 3, 0.5, 36, 40), (7, 6, 1, 43, 92), (7, 7, 2, 36, 92), (7, 10, 3, 43, 98),
    (7, 13, 1, 40, 86), (7, 14, 2, 35, 88),
    (8, 0, 3, 33, 104), (8, 3, 1, 33, 84), (8, 6, 1, 40, 92), (8, 8, 2, 35, 104), (8, 11, 1, 35, 98),
    (8, 12, 2, 39, 94), (8, 14, 1, 33, 90), (8, 15, 1, 30, 92),
]


def bass():
    """Fingered bass. Its samples speak late, so the player reaches 9 ms ahead."""
    part, player = Part(0, 33, room=0), Player("bass", behind_ms=-9, loose_ms=3)
    for bar, slot, length, key, velocity in BASS:
        part.note(player.frame(bar, slot), shorten(slots(length)), key, player.touch(velocity))
    return [part]


# --- guitar: dry chops on the backbeat and a muted scratch in bars 1-4, a picked figure in bars 5-8.
CHOPS = {1: (62, 66, 71), 2: (61, 66, 71), 3: (62, 67, 71), 4: (62, 66, 69)}
MUTED = {1: (52, 52, 59, 62), 2: (57, 57, 64, 61), 3: (55, 55, 59, 64), 4: (57, 57, 62)}
MUTED_SLOTS = [(2, 58), (3, 46), (7, 62), (10, 54)]  # slot, velocity
LICK = [(4, 10, 1, 66, 70), (4, 11, 1, 69, 76), (4, 12, 2, 71, 82)]
STRINGS = {5: (59, 64, 67, 71), 6: (57, 62, 66, 71), 7: (55, 62, 64, 71), 8: (57, 60, 64, 67)}
PICKING = [(0, 0), (2, 1), (3, 2), (6, 3), (8, 1), (10, 2), (11, 3), (14, 2)]
HITS = [(8, 8, 1.5, (63, 66, 69), 92), (8, 11, 2, (63, 66, 69), 86)]


def guitar():
    """Clean electric guitar, and the same hand resting on the strings."""
    open_hand, muted_hand = Part(0, 27, room=16), Part(1, 28, room=8)
    player = Player("guitar", behind_ms=-4, loose_ms=4)

    def strum(bar, slot, length, chord, velocity, upwards):
        start = player.frame(bar, slot)
        for string, key in enumerate(reversed(chord) if upwards else chord):
            open_hand.note(start + string * 7 * MS, shorten(slots(length)), key, player.touch(velocity - 4 * string))

    for bar, chord in CHOPS.items():
        strum(bar, 4, 1, chord, 88, upwards=False)
        if bar != 4:
            strum(bar, 12, 1, chord, 92, upwards=False)
            strum(bar, 15, 0.6, CHOPS[bar + 1], 66, upwards=True)  # the next chord, early
        for key, (slot, velocity) in zip(MUTED[bar], MUTED_SLOTS):
            muted_hand.note(player.frame(bar, slot), slots(0.8), key, player.touch(velocity))
    for bar, slot, length, key, velocity in LICK:
        open_hand.note(player.frame(bar, slot), shorten(slots(length)), key, player.touch(velocity))
    for bar, strings in STRINGS.items():
        for slot, string in PICKING:
            if bar == 8 and slot >= 8:
                continue
            ring = slots((8 if bar == 8 else 16) - slot)
            accent = 8 if slot in (0, 6) else 0
            open_hand.note(player.frame(bar, slot), shorten(ring), strings[string], player.touch(66 + accent))
    for bar, slot, length, chord, velocity in HITS:
        strum(bar, slot, length, chord, velocity, upwards=False)
    return [open_hand, muted_hand]


# --- lead: four phrases, each with room to breathe after it.
LEAD = [  # bar, slot, length, key, velocity, scoop in cents
    (1, 2, 1, 71, 84, 60), (1, 3, 2, 74, 90, 0), (1, 5, 5, 76, 100, 0), (1, 10, 1, 74, 86, 0), (1, 11, 1, 71, 84, 0),
    (1, 12, 2, 69, 88, 0),
    (2, 0, 2, 69, 82, 0), (2, 2, 1, 71, 86, 0), (2, 3, 7, 73, 98, 40), (2, 10, 1, 71, 84, 0), (2, 11, 4, 66, 82, 0),
    (3, 2, 1, 67, 84, 50), (3, 3, 2, 69, 88, 0), (3, 5, 3, 71, 96, 0), (3, 8, 2, 74, 94, 0), (3, 10, 1, 71, 84, 0),
    (3, 11, 3, 69, 86, 0),
    (4, 0, 2, 66, 84, 0), (4, 2, 7, 64, 88, 0), (4, 14, 1, 71, 86, 40), (4, 15, 1, 74, 92, 0),
    (5, 0, 3, 76, 102, 0), (5, 3, 1, 78, 96, 0), (5, 4, 5, 79, 110, 50), (5, 9, 1, 78, 92, 0), (5, 10, 1, 76, 92, 0),
    (5, 11, 4, 74, 94, 0),
    (6, 0, 2, 73, 90, 0), (6, 2, 1, 74, 92, 0), (6, 3, 7, 78, 106, 60), (6, 10, 1, 76, 90, 0), (6, 11, 1, 74, 88, 0),
    (6, 12, 3, 69, 84, 0),
    (7, 2, 1, 71, 88, 50), (7, 3, 2, 74, 92, 0), (7, 5, 5, 76, 104, 0), (7, 10, 1, 74, 88, 0), (7, 11, 1, 71, 86, 0),
    (7, 12, 2, 67, 86, 0), (7, 14, 2, 69, 88, 0),
    (8, 0, 3, 72, 94, 0), (8, 3, 2, 71, 88, 0), (8, 5, 3, 69, 88, 0), (8, 8, 5, 75, 102, 50),
]


def lead():
    """Alto saxophone in a singer's range: scoops into a phrase, a fall of breath on what is held."""
    part, player = Part(0, 65, room=30), Player("lead", behind_ms=8, loose_ms=5)
    for bar, slot, length, key, velocity, scoop in LEAD:
        start, frames = player.frame(bar, slot), slots(length)
        part.note(start, round(frames * 0.97), key, player.touch(velocity))
        for offset in range(0, round(frames * 0.97) - 10 * MS, 5 * MS):
            held = offset / (1000 * MS)
            part.bend(start + offset, -scoop * max(0, 1 - held / 0.09))
            fall = 30 * offset / frames if length >= 4 else 0
            part.control(start + offset, 11, 104 + 23 * min(1, held / 0.15) - fall)
    return [part]
