#!/usr/bin/env bash
# Ten minutes of stereo through whole programs: seconds of processor time and of the clock, for benches/RESULTS.md.
# What ffmpeg and sox do is less: no ambience with a field between the ears, no A-weighting, no dose, and their limiters
# overshoot between samples.
set -eu

foldback=$(realpath "${1:?usage: programs.sh FOLDBACK}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

band() { # twenty bells, as options of $1
    for n in $(seq 0 19); do
        hz=$(awk "BEGIN { printf \"%.1f\", 40 * 1.35 ^ $n }")
        case $1 in
        ffmpeg) printf 'equalizer=f=%s:t=q:w=1.4:g=3,' "$hz" ;;
        sox) printf 'equalizer %s 1.4q 3 ' "$hz" ;;
        esac
    done
}

timed() { # name, command...: adds what it took to the file of the name
    name=$1
    shift
    TIMEFORMAT='%R %U %S'
    { time "$@" >/dev/null 2>said; } 2>>"times $name" || {
        echo "$name:" "$(tail -n 1 said)" >&2
        exit 1
    }
}

least() { # the fastest round of each
    for times in times*; do
        sort -n "$times" | awk -v name="${times#times }" \
            'NR == 1 { printf "| %s | %.1f | %.1f | %.1f | %.0f |\n", name, $1, $2, $3, 600 / $1 }'
    done
}

echo
echo "## Whole programs, ten minutes of stereo at 48 kHz"
echo
echo "Seconds by the clock, and of the processor in the program and in the system: the fastest of three rounds in turn."
echo
echo "| program | seconds | program | system | times real time |"
echo "|---|---|---|---|---|"
if command -v ffmpeg >/dev/null; then
    ffmpeg -v error -f lavfi -i 'anoisesrc=r=48000:a=0.1:d=600:c=pink:seed=1' -ac 2 -c:a pcm_f32le in.wav
    ffmpeg -v error -f lavfi -i 'anoisesrc=r=48000:a=0.02:c=white:seed=2,atrim=end_sample=1024' -ac 2 -c:a pcm_f32le fir.wav
elif command -v sox >/dev/null; then
    sox -n -r 48000 -c 2 -e float -b 32 in.wav synth 600 pinknoise vol 0.1
else
    echo "| neither ffmpeg nor sox is installed | | | | |"
    exit 0
fi
# shellcheck disable=SC2046 # a list of words
for _ in 1 2 3; do
    timed 'foldback render: in-ear, stage, limiter, meters' "$foldback" render in.wav --out out.wav --device iem-foam \
        --stage vocal-with-wedges
    timed 'foldback render: flat, no stage' "$foldback" render in.wav --out out.wav --device reference --stage none
    if command -v ffmpeg >/dev/null; then
        noise="anoisesrc=r=48000:a=0.05:c=pink:d=600,aformat=channel_layouts=stereo,highpass=f=100,lowpass=f=4000[b]"
        mixed="amix=inputs=2:normalize=0,aresample=192000,alimiter=limit=0.1:level=0,aresample=48000,ebur128=framelog=verbose[c]"
        timed 'ffmpeg: 20 bells, FIR of 1024 taps, noise, limiter at 192 kHz, meter' ffmpeg -v error -y -i in.wav -i fir.wav \
            -filter_complex "[0]$(band ffmpeg)anull[x];[x][1]afir=irfmt=input[a];$noise;[a][b]$mixed" -map '[c]' -c:a pcm_f32le f.wav
    fi
    if command -v sox >/dev/null; then
        timed 'sox: 20 bells' sox in.wav s.wav $(band sox)
    fi
done
least
