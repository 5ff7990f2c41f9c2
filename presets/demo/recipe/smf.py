"""Standard MIDI files, written byte by byte (MMA RP-001, format 0). One tick is one frame at 48 kHz."""

BEAT = 30_000  # ticks a quarter note: 48 000 frames/s x 0.625 s, so 96 beats a minute
MICROSECONDS_A_BEAT = 625_000
DRUM_CHANNEL = 9  # channel 10 as musicians count


class Part:
    """One instrument's events, in frames from the start of the file."""

    def __init__(self, channel, program, room):
        """`room`: 0-127, how much goes to the synthesiser's reverb."""
        self.channel = channel
        self.events = []
        self._add(0, 0, bytes([0xC0 | channel, program]))
        self.control(0, 7, 100)
        self.control(0, 91, room)

    def _add(self, frame, order, message):
        self.events.append((frame, order, len(self.events), message))

    def control(self, frame, number, value):
        """A controller change, `value` 0-127."""
        self._add(frame, 1, bytes([0xB0 | self.channel, number, _seven_bits(value)]))

    def bend(self, frame, cents):
        """Pitch bend, +-200 cents (the General MIDI range)."""
        word = max(0, min(16_383, round(8192 + cents * 8192 / 200)))
        self._add(frame, 2, bytes([0xE0 | self.channel, word & 0x7F, word >> 7]))

    def note(self, frame, length, key, velocity):
        """A note of `length` frames. At one frame, note-offs go before note-ons."""
        self._add(frame, 3, bytes([0x90 | self.channel, key, max(1, _seven_bits(velocity))]))
        self._add(frame + length, 0, bytes([0x80 | self.channel, key, 64]))


def write(path, parts, end_frame):
    """Writes `parts` as one track that ends at `end_frame`."""
    tempo = b"\xff\x51\x03" + MICROSECONDS_A_BEAT.to_bytes(3, "big")
    track, now = b"\x00" + tempo, 0
    for frame, _, _, message in sorted(event for part in parts for event in part.events):
        track += _variable_length(frame - now) + message
        now = frame
    track += _variable_length(end_frame - now) + b"\xff\x2f\x00"
    header = b"MThd" + (6).to_bytes(4, "big") + bytes([0, 0, 0, 1]) + BEAT.to_bytes(2, "big")
    with open(path, "wb") as file:
        file.write(header + b"MTrk" + len(track).to_bytes(4, "big") + track)


def _seven_bits(value):
    return max(0, min(127, round(value)))


def _variable_length(ticks):
    """Seven bits a byte, most significant first; every byte but the last has its top bit set."""
    groups = [ticks & 0x7F]
    while ticks := ticks >> 7:
        groups.append(0x80 | ticks & 0x7F)
    return bytes(reversed(groups))
