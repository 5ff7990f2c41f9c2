#!/usr/bin/env python3
"""Makes the demo band beside this file: six stems, one seamless loop. See README.md for what it needs."""

import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "recipe"))
sys.dont_write_bytecode = True

import desk  # noqa: E402
import kit  # noqa: E402
import smf  # noqa: E402
import tune  # noqa: E402

NOMINAL_DBFS = -18.0  # of the sum, RMS by AES17
TAIL = 6 * desk.RATE  # the longest cymbal has ended by then

# name: (players, how it stands, fader in dB, SoX: equalizer Hz Q dB, compand attack,decay s knee:transfer in dB)
STEMS = {
    "kick": (kit.kick, "mono", 6.5, """
        equalizer 75 0.9q 3  equalizer 58 1.2q 2  equalizer 380 1.0q -4  equalizer 3200 0.9q 3.5
        compand 0.0001,0.03 6:-80,-80,-26,-26,0,-12  highpass 28"""),
    "drums": (kit.drums, "mono", 3.5, """
        equalizer 420 1.2q -2  compand 0.0001,0.06 4:-80,-80,-24,-24,0,-12  highpass 55"""),
    "bass": (tune.bass, "mono", 2.5, """
        equalizer 220 1.0q -2  equalizer 900 0.9q 5  compand 0.015,0.2 6:-80,-80,-28,-28,0,-16  highpass 30"""),
    "guitar": (tune.guitar, "mono", -0.5, """
        equalizer 2600 0.9q 2  compand 0.003,0.12 6:-80,-80,-26,-26,0,-13  highpass 110"""),
    "keys": (tune.keys, "swaying", -1.5, """
        equalizer 320 1.0q -2  equalizer 2200 0.8q 4  highpass 110"""),
    "lead": (tune.lead, "mono", 1.0, """
        equalizer 500 1.0q -1.5  equalizer 2800 0.8q 3  compand 0.01,0.2 6:-80,-80,-24,-24,0,-12  highpass 140"""),
}


def make_stem(name, work):
    players, place, fader_db, effects = STEMS[name]
    midi, raw = os.path.join(work, name + ".mid"), os.path.join(work, name + ".raw")
    smf.write(midi, players(), tune.LEAD_IN + tune.LOOP + TAIL)
    channels = [desk.close_loop(channel, tune.LEAD_IN, tune.LOOP) for channel in desk.perform(midi, raw)]
    channels = desk.shape(desk.mono(channels), effects, raw)
    if place == "swaying":
        channels = desk.sway(channels, turns=64, depth=0.22)
    return desk.gain(channels, fader_db)


def main():
    desk.check_tools()
    with tempfile.TemporaryDirectory() as work:
        stems = {name: make_stem(name, work) for name in STEMS}
        master_db = NOMINAL_DBFS - desk.aes17_dbfs(desk.sum_at_unity(list(stems.values())))
        total = 0
        for name, channels in stems.items():
            channels = desk.gain(channels, master_db)
            path = os.path.join(HERE, name + ".flac")
            size = desk.encode(channels, path, name, os.path.join(work, "words"))
            total += size
            level = desk.aes17_dbfs(channels)
            print(f"{name:7} {len(channels)} ch {len(channels[0])} frames {level:6.1f} dBFS {size:8} bytes")
        print(f"master {master_db:+.2f} dB, {total} bytes together")


if __name__ == "__main__":
    main()
