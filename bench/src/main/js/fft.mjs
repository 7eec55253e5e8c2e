// The numeric kernel in V8: node fft.mjs MODULE SIGNAL SPECTRUM WARM-UP-SECONDS SECONDS
//
// Transforms the signal, writes what that gives, transforms again and again, and prints how often a
// second it did so after the warm-up.
import { readFileSync, writeFileSync } from 'node:fs';

const [module, signal, spectrum, warmUp, measured] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(module));
const { memory, fft_prepare, fft_signal, fft_forward } = instance.exports;

function transformsPerSecond(seconds) {
  const begun = process.hrtime.bigint();
  const wanted = BigInt(Math.round(seconds * 1e9));
  let taken;
  let count = 0;
  do {
    fft_forward();
    count++;
    taken = process.hrtime.bigint() - begun;
  } while (taken < wanted);
  return (count * 1e9) / Number(taken);
}

fft_prepare();
const given = readFileSync(signal);
const numbers = new Uint8Array(memory.buffer, fft_signal(), given.length);
numbers.set(given);
fft_forward();
writeFileSync(spectrum, numbers);
transformsPerSecond(Number(warmUp));
console.log(transformsPerSecond(Number(measured)));
