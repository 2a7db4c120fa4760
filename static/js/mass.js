// Grams as people read them: diandian.lib.mass.format_grams, held equal by tests/browser/test_live_total.py.
const formatGrams = (() => {
  const divided = (number, divisor) => {
    const quotient = Math.floor(number / divisor);
    const twice = 2 * (number - quotient * divisor);
    return quotient + (twice > divisor || (twice === divisor && quotient % 2 === 1) ? 1 : 0);
  };
  const decimal = (scaled, places) => {
    const whole = String(Math.floor(scaled / 10 ** places)).replace(/\B(?=(\d{3})+$)/g, ",");
    const digits = String(scaled % 10 ** places).padStart(places, "0").replace(/0+$/, "");
    return digits ? whole + "." + digits : whole;
  };
  return (grams) => {
    if (grams < 1000) return grams + " g";
    const tenths = divided(grams, 100);
    return tenths < 10000 ? decimal(tenths, 1) + " kg" : decimal(divided(grams, 10000), 2) + " t";
  };
})();
