# A recording of a bearing whose inner race gets a spall: CSV, a column in g, 12,000 samples a second.
# A shaft that is a little out of balance, the resonance of a housing that each passage of a ball
# over the spall strikes, a little slip, and noise. From the third of it on the spall grows.
#
#   awk -v seconds=80 -f bearing.awk
function gauss(  i, sum) {
  for (i = 0; i < 4; i++) sum += rand()
  return (sum - 2) * 1.7320508
}
BEGIN {
  srand(7)
  rate = 12000
  shaft = 1797 / 60
  inner = 5.4152 * shaft # SKF 6205: passages of a ball over a place of the inner race in a second
  turn = 6.2831853
  print "time_s,drive-end"
  next_strike = 0
  struck = -1
  for (i = 0; i < seconds * rate; i++) {
    t = i / rate
    grown = (t / seconds - 1 / 3) * 1.5
    if (t >= next_strike) {
      struck = next_strike
      # The spall turns with the shaft, through the loaded zone and out of it.
      blow = grown <= 0 ? 0 : grown * 1.2 * (0.6 + 0.4 * cos(turn * shaft * t))
      next_strike += (1 + 0.01 * gauss()) / inner
    }
    since = t - struck
    ring = blow * exp(-900 * since) * sin(turn * 3100 * since)
    printf "%.6f,%.4f\n", t, 0.02 * gauss() + 0.06 * sin(turn * shaft * t) + ring
  }
}
