"""The figures of a vibration channel in SciPy: channels.py SAMPLES RATE-HZ SHAFT-HZ BLOCK-SAMPLES BLOCKS

SAMPLES is a file of float64, little endian, some blocks long. Prints the features of the first block as
NAME VALUE, and then, after a warm-up, the processor seconds of one block as "seconds VALUE".

The same figures as the watch by the same methods, each as SciPy does it best: time features, Welch for the
velocity, for the bands and for the orders, band-pass and Hilbert transform by one pair of transforms, Welch of the
envelope. No gates, baselines, alarms or reports.
"""
import sys
import time

import numpy as np
from scipy import fft, signal, stats

BAND_HZ = (2_000, 5_000)
BEARING = {"BPFO": 3.5848, "BPFI": 5.4152, "2BSF": 4.7135, "FTF": 0.3983}


def welch(x, rate, resolution):
    length = min(1 << int(np.ceil(np.log2(rate / resolution))), 1 << int(np.log2(len(x))))
    return signal.welch(x, rate, "hann", length)


def rms_between(frequencies, density, low, high):
    inside = (frequencies >= low) & (frequencies <= high)
    return np.sqrt(density[inside].sum() * frequencies[1])


def envelope(x, rate):
    size = fft.next_fast_len(len(x), real=True)
    lines = fft.rfft(x - x.mean(), size)
    frequencies = fft.rfftfreq(size, 1 / rate)
    lines[(frequencies < BAND_HZ[0]) | (frequencies > BAND_HZ[1])] = 0
    analytic = np.zeros(size, complex)
    analytic[: len(lines)] = 2 * lines
    return np.abs(fft.ifft(analytic, overwrite_x=True)[: len(x)])


def tone_ratio(frequencies, density, at, shaft):
    tolerance = max(0.02 * at, 1.5 * frequencies[1])
    away = np.abs(frequencies - at)
    around = density[(away > tolerance) & (away <= max(shaft / 2, 3 * tolerance))]
    return np.sqrt(density[away <= tolerance].max() / np.median(around))


def features(x, rate, shaft):
    found = {}
    ac = x - x.mean()
    found["accelerationRmsG"] = np.sqrt(np.mean(ac * ac))
    found["accelerationPeakG"] = np.abs(ac).max()
    found["crest"] = found["accelerationPeakG"] / found["accelerationRmsG"]
    found["kurtosis"] = stats.kurtosis(ac, fisher=False)
    stats.skew(ac)
    f, density = welch(x, rate, 1)
    inside = (f >= 10) & (f <= 1_000)
    velocity = density[inside] / (2 * np.pi * f[inside]) ** 2
    found["velocityRmsMmPerS"] = np.sqrt(velocity.sum() * f[1]) * 9_806.65
    f, density = welch(x, rate, 10)
    found["band500To2000HzRmsG"] = rms_between(f, density, 500, 2_000)
    found["band2To5KHzRmsG"] = rms_between(f, density, 2_000, 5_000)
    found["band5To10KHzRmsG"] = rms_between(f, density, 5_000, 10_000)
    f, density = welch(x, rate, 0.5)
    for order in (1, 2, 3):
        near = np.abs(f - order * shaft) <= max(0.01 * order * shaft, f[1])
        found[f"order{order}PeakG"] = np.sqrt(2 * density[near].max() * 1.5 * f[1])
    outline = envelope(x, rate)
    found["bearingBandRmsG"] = np.sqrt(np.mean(outline * outline) / 2)
    f, density = welch(outline, rate, shaft / 40)
    for name, order in BEARING.items():
        for harmonic in (1, 2, 3):
            found[f"{name}x{harmonic}"] = tone_ratio(f, density, harmonic * order * shaft, shaft)
        for side in (-1, 1):
            apart = 1 if name == "BPFI" else BEARING["FTF"]
            at = abs(order + side * apart) * shaft
            if at > 4 * f[1]:
                found[f"{name}{side:+d}"] = tone_ratio(f, density, at, shaft)
    return found


def main():
    file, rate, shaft, length, blocks = sys.argv[1], *map(float, sys.argv[2:])
    samples = np.fromfile(file, "<f8").reshape(-1, int(length))
    for name, value in features(samples[0], rate, shaft).items():
        print(name, repr(float(value)))
    for block in samples:
        features(block, rate, shaft)
    begun = time.process_time()
    for i in range(int(blocks)):
        features(samples[i % len(samples)], rate, shaft)
    print("seconds", (time.process_time() - begun) / blocks)


if __name__ == "__main__":
    main()
