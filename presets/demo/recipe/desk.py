"""The mixing desk: plays MIDI through the sound set, closes the loop, shapes, levels and encodes. 48 kHz throughout."""

import math
import os
import random
import shutil
import subprocess
import sys
from array import array

RATE = 48_000
SOUND_SET = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
FULL_SCALE_16 = 32_767
SILENT = 1e-5  # of full scale: below one step of 16 bits even with the highest fader up


def check_tools():
    """Leaves with one line when something the recipe plays on is missing."""
    missing = [tool for tool in ("fluidsynth", "sox", "flac") if shutil.which(tool) is None]
    if not os.path.exists(SOUND_SET):
        missing.append(SOUND_SET)
    if missing:
        sys.exit(f"missing: {', '.join(missing)}; on Debian: apt-get install fluidsynth fluid-soundfont-gm sox flac")


def perform(midi, raw):
    """Plays a MIDI file and returns its two channels. The room is a small one, used as sparingly as on a stage."""
    room = {"room-size": 0.25, "damp": 0.35, "width": 0.6, "level": 0.5}
    settings = [f"synth.reverb.{name}={value}" for name, value in room.items()]
    settings += ["synth.chorus.active=0", "synth.reverb.active=1", "synth.gain=0.5", "synth.polyphony=512"]
    options = [word for setting in settings for word in ("-o", setting)]
    as_floats = ["-r", str(RATE), "-T", "raw", "-O", "float", "-E", "little", "-F", raw]
    command = ["fluidsynth", "-niq", "-f", os.devnull, *options, *as_floats, SOUND_SET, midi]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    samples = _read(raw)
    if max(map(abs, samples[-RATE // 10 :])) > SILENT:
        sys.exit(f"{midi}: still sounds at its end; lengthen TAIL in make_band.py")
    return [samples[0::2], samples[1::2]]


def close_loop(channel, lead_in, frames):
    """Lays the channel around a circle of `frames`: what comes before `lead_in` sounds at the end of the loop,
    what rings on after the end at its start. No seam is left."""
    loop = [0.0] * frames
    for index, sample in enumerate(channel, start=-lead_in):
        loop[index % frames] += sample
    return loop


def mono(channels):
    return [[sum(pair) / len(pair) for pair in zip(*channels)]]


def sway(channels, turns, depth):
    """One channel to two, with the slow pan of a stage piano: `turns` whole swings a loop, so that it closes."""
    (centre,) = channels
    swing = [depth * math.sin(2 * math.pi * turns * n / len(centre)) for n in range(len(centre))]
    return [[x * (1 - s) for x, s in zip(centre, swing)], [x * (1 + s) for x, s in zip(centre, swing)]]


def shape(channels, effects, raw):
    """SoX effects over three turns of the loop; the third is kept, when every filter and envelope has settled."""
    frames, count = len(channels[0]), len(channels)
    _write(raw, array("f", (sample for frame in zip(*channels) for sample in frame)))
    form = ["-t", "f32", "-L", "-r", str(RATE), "-c", str(count)]
    source = [*form, raw]
    keep = ["trim", f"{2 * frames}s", f"{frames}s"]
    shaped = raw + ".shaped"
    subprocess.run(["sox", "-R", "-D", *source * 3, *form, shaped, *effects.split(), *keep], check=True)
    samples = _read(shaped)
    return [samples[offset::count] for offset in range(count)]


def gain(channels, db):
    factor = 10 ** (db / 20)
    return [[sample * factor for sample in channel] for channel in channels]


def aes17_dbfs(channels):
    """RMS over all channels in dBFS as AES17 counts: a full-scale sine is 0 dBFS."""
    power = sum(sample * sample for channel in channels for sample in channel) / sum(map(len, channels))
    return 10 * math.log10(2 * power)


def sum_at_unity(stems):
    """Both ears when every fader stands at 0 dB and mono stems in the centre."""
    left = [sum(frame) for frame in zip(*(stem[0] for stem in stems))]
    right = [sum(frame) for frame in zip(*(stem[-1] for stem in stems))]
    return [left, right]


def encode(channels, path, title, raw):
    """Sixteen bits with triangular dither of one step, seeded by the title, then FLAC."""
    chance = random.Random(title).random
    words = array("h")
    for frame in zip(*channels):
        for sample in frame:
            word = math.floor(sample * FULL_SCALE_16 + chance() - chance() + 0.5)
            if abs(word) > FULL_SCALE_16:
                sys.exit(f"{title}: clips at {sample:.3f} of full scale; lower its fader in make_band.py")
            words.append(word)
    _write(raw, words)
    form = ["--force-raw-format", "--endian=little", "--sign=signed", "--bps=16"]
    form += [f"--channels={len(channels)}", f"--sample-rate={RATE}"]
    tags = [f"--tag=TITLE={title}", "--tag=ALBUM=Foldback demo band", "--tag=LICENSE=MIT OR Apache-2.0"]
    subprocess.run(["flac", "-s", "-f", "-8", "-e", "-p", "--no-padding", *form, *tags, "-o", path, raw], check=True)
    return os.path.getsize(path)


def _read(path):
    samples = array("f")
    with open(path, "rb") as file:
        samples.frombytes(file.read())
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _write(path, samples):
    if sys.byteorder == "big":
        samples.byteswap()
    with open(path, "wb") as file:
        samples.tofile(file)
