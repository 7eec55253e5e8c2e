/* SHA-256 [FIPS 180-4], HMAC with it [RFC 2104], and PBKDF2 with that, one block [RFC 8018, 5.2]. */
#ifndef SHA256_H
#define SHA256_H

#include "omni.h"

enum { DIGEST_BYTES = 32, BLOCK_BYTES = 64 };

typedef struct {
  unsigned state[8];
  omni_byte block[BLOCK_BYTES];
  omni_size size; /* of all that was taken */
} sha256;

static const unsigned sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static unsigned sha256_turn(unsigned x, int by) { return x >> by | x << (32 - by); }

static void sha256_begin(sha256 *of) {
  static const unsigned initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  __builtin_memcpy(of->state, initial, sizeof initial);
  of->size = 0;
}

/* One round; the eight words keep their places and change their names from round to round. */
#define SHA256_ROUND(a, b, c, d, e, f, g, h, i)                                                    \
  do {                                                                                             \
    unsigned t = h + (sha256_turn(e, 6) ^ sha256_turn(e, 11) ^ sha256_turn(e, 25)) +               \
                 ((e & f) ^ (~e & g)) + sha256_k[i] + w[i];                                        \
    d += t;                                                                                        \
    h = t + (sha256_turn(a, 2) ^ sha256_turn(a, 13) ^ sha256_turn(a, 22)) +                        \
        ((a & b) ^ (a & c) ^ (b & c));                                                             \
  } while (0)

static void sha256_block(unsigned *state, const omni_byte *block) {
  unsigned w[64];
  for (int i = 0; i < 16; i++) {
    unsigned word;
    __builtin_memcpy(&word, block + 4 * i, 4);
    w[i] = __builtin_bswap32(word);
  }
  for (int i = 16; i < 64; i++) {
    unsigned x = sha256_turn(w[i - 15], 7) ^ sha256_turn(w[i - 15], 18) ^ w[i - 15] >> 3;
    unsigned y = sha256_turn(w[i - 2], 17) ^ sha256_turn(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + x + w[i - 7] + y;
  }
  unsigned a = state[0], b = state[1], c = state[2], d = state[3];
  unsigned e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i += 8) {
    SHA256_ROUND(a, b, c, d, e, f, g, h, i);
    SHA256_ROUND(h, a, b, c, d, e, f, g, i + 1);
    SHA256_ROUND(g, h, a, b, c, d, e, f, i + 2);
    SHA256_ROUND(f, g, h, a, b, c, d, e, i + 3);
    SHA256_ROUND(e, f, g, h, a, b, c, d, i + 4);
    SHA256_ROUND(d, e, f, g, h, a, b, c, i + 5);
    SHA256_ROUND(c, d, e, f, g, h, a, b, i + 6);
    SHA256_ROUND(b, c, d, e, f, g, h, a, i + 7);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void sha256_put(const unsigned *state, omni_byte *digest) {
  for (int i = 0; i < 8; i++) {
    unsigned word = __builtin_bswap32(state[i]);
    __builtin_memcpy(digest + 4 * i, &word, 4);
  }
}

static void sha256_take(sha256 *of, const void *bytes, omni_size size) {
  const omni_byte *from = bytes;
  for (omni_size i = 0; i < size; i++) {
    of->block[of->size++ % BLOCK_BYTES] = from[i];
    if (of->size % BLOCK_BYTES == 0) {
      sha256_block(of->state, of->block);
    }
  }
}

static void sha256_end(sha256 *of, omni_byte *digest) {
  unsigned long long bits = __builtin_bswap64((unsigned long long)of->size * 8);
  omni_byte pad = 0x80;
  do {
    sha256_take(of, &pad, 1);
    pad = 0;
  } while (of->size % BLOCK_BYTES != BLOCK_BYTES - 8);
  sha256_take(of, &bits, 8);
  sha256_put(of->state, digest);
}

/* The two states that a key leaves behind: most of a MAC is then done. */
typedef struct {
  sha256 inner;
  sha256 outer;
} hmac_key;

static void hmac_prepare(hmac_key *to, const void *key, omni_size size) {
  omni_byte block[BLOCK_BYTES] = {0};
  omni_byte pad[BLOCK_BYTES];
  if (size > BLOCK_BYTES) {
    sha256_begin(&to->inner);
    sha256_take(&to->inner, key, size);
    sha256_end(&to->inner, block);
  } else {
    __builtin_memcpy(block, key, size);
  }
  for (int i = 0; i < BLOCK_BYTES; i++) {
    pad[i] = block[i] ^ 0x36;
  }
  sha256_begin(&to->inner);
  sha256_take(&to->inner, pad, sizeof pad);
  for (int i = 0; i < BLOCK_BYTES; i++) {
    pad[i] = block[i] ^ 0x5c;
  }
  sha256_begin(&to->outer);
  sha256_take(&to->outer, pad, sizeof pad);
}

static void hmac(const hmac_key *key, const void *bytes, omni_size size, omni_byte *mac) {
  sha256 inner = key->inner;
  sha256 outer = key->outer;
  omni_byte digest[DIGEST_BYTES];
  sha256_take(&inner, bytes, size);
  sha256_end(&inner, digest);
  sha256_take(&outer, digest, sizeof digest);
  sha256_end(&outer, mac);
}

/* The MAC of a digest, in place; each half is one block that is always padded in the same way. */
static void hmac_digest(const hmac_key *key, omni_byte *digest) {
  omni_byte block[BLOCK_BYTES] = {0};
  const sha256 *halves[2] = {&key->inner, &key->outer};
  block[DIGEST_BYTES] = 0x80;
  block[BLOCK_BYTES - 2] = (BLOCK_BYTES + DIGEST_BYTES) * 8 >> 8;
  for (int i = 0; i < 2; i++) {
    unsigned state[8];
    __builtin_memcpy(state, halves[i]->state, sizeof state);
    __builtin_memcpy(block, digest, DIGEST_BYTES);
    sha256_block(state, block);
    sha256_put(state, digest);
  }
}

static void pbkdf2(omni_text password, const omni_byte *salt, omni_size salt_size, int iterations, omni_byte *key) {
  hmac_key prepared;
  omni_byte u[DIGEST_BYTES];
  omni_byte first[BLOCK_BYTES + 4] = {0};
  hmac_prepare(&prepared, password.at, password.size);
  __builtin_memcpy(first, salt, salt_size);
  first[salt_size + 3] = 1;
  hmac(&prepared, first, salt_size + 4, u);
  __builtin_memcpy(key, u, sizeof u);
  for (int i = 1; i < iterations; i++) {
    hmac_digest(&prepared, u);
    for (int k = 0; k < DIGEST_BYTES; k++) {
      key[k] ^= u[k];
    }
  }
}

#endif
