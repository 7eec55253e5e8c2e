/*
 * The discrete Fourier transform of 4,096 complex numbers, in place: radix 2, decimation in time,
 * roots of unity from a table. io.omniedge.bench.Fft takes the same steps in the same order, and
 * both compute the same bits.
 */
#define EXPORT(name) __attribute__((export_name(#name)))

enum { SIZE = 4096 };

/* The root of 1 / SIZE: numbers keep their size, however often they are transformed. */
#define SCALE (1.0 / 64)

typedef struct {
  double re, im;
} complex;

static complex signal[SIZE];

/* Of half a butterfly h = 1, 2, 4, … SIZE / 2: exp(-i pi k / h) at h + k, as a stage reads them. */
static complex roots[SIZE];

/* Where each number belongs before the first stage: its index, the bits the other way round. */
static unsigned short reversed[SIZE];

EXPORT(fft_signal) complex *fft_signal(void) { return signal; }

/* Once. Each root is made from one of half as many by one multiplication, so that no error grows. */
EXPORT(fft_prepare) void fft_prepare(void) {
  complex step = {-1, 0}; /* exp(-i pi / h) */
  roots[1].re = 1;
  for (int h = 2; h < SIZE; h *= 2) {
    double re = h == 2 ? 0 : __builtin_sqrt((1 + step.re) / 2);
    double im = h == 2 ? -1 : step.im / (2 * re);
    step.re = re;
    step.im = im;
    for (int k = 0; k < h / 2; k++) {
      complex root = roots[h / 2 + k];
      roots[h + 2 * k] = root;
      roots[h + 2 * k + 1].re = root.re * re - root.im * im;
      roots[h + 2 * k + 1].im = root.re * im + root.im * re;
    }
  }
  for (int i = 1; i < SIZE; i++) {
    reversed[i] = (unsigned short)(reversed[i / 2] / 2 + (i % 2) * (SIZE / 2));
  }
}

static complex scaled(complex of) {
  complex made = {of.re * SCALE, of.im * SCALE};
  return made;
}

static void reorder(void) {
  for (int i = 0; i < SIZE; i++) {
    int j = reversed[i];
    if (i <= j) {
      complex kept = scaled(signal[i]);
      signal[i] = scaled(signal[j]);
      signal[j] = kept;
    }
  }
}

/*
 * Two stages at a time, half and 2 * half: each number is read and written half as often. With one
 * at a time the plugin engine had 0.22 of V8's speed instead of 0.32.
 */
static void stages(int half) {
  for (int start = 0; start < SIZE; start += 4 * half) {
    for (int k = 0; k < half; k++) {
      complex *a = &signal[start + k];
      complex *b = a + half;
      complex *c = b + half;
      complex *d = c + half;
      complex v = roots[half + k];
      complex w = roots[2 * half + k];
      double b_re = b->re * v.re - b->im * v.im;
      double b_im = b->re * v.im + b->im * v.re;
      double d_re = d->re * v.re - d->im * v.im;
      double d_im = d->re * v.im + d->im * v.re;
      /* The second stage's roots are w for a and c, and -i w for b and d. */
      double plus_re = c->re + d_re;
      double plus_im = c->im + d_im;
      double minus_re = c->re - d_re;
      double minus_im = c->im - d_im;
      double c_re = plus_re * w.re - plus_im * w.im;
      double c_im = plus_re * w.im + plus_im * w.re;
      d_re = minus_re * w.im + minus_im * w.re;
      d_im = minus_im * w.im - minus_re * w.re;
      double a_re = a->re + b_re;
      double a_im = a->im + b_im;
      b_re = a->re - b_re;
      b_im = a->im - b_im;
      a->re = a_re + c_re;
      a->im = a_im + c_im;
      b->re = b_re + d_re;
      b->im = b_im + d_im;
      c->re = a_re - c_re;
      c->im = a_im - c_im;
      d->re = b_re - d_re;
      d->im = b_im - d_im;
    }
  }
}

EXPORT(fft_forward) void fft_forward(void) {
  reorder();
  for (int half = 1; half < SIZE; half *= 4) {
    stages(half);
  }
}
