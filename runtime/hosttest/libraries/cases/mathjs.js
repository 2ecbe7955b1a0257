import { all, create } from "mathjs";

const math = create(all);

export default () => [math.add(math.fraction(1, 3), math.fraction(1, 6)).toFraction(), math.det([[1, 2], [3, 4]]), math.inv([[2, 0], [0, 4]]), String(math.unit(5, "cm").to("inch").toNumber("inch").toFixed(6)), String(math.complex(3, -4).abs()), math.mean([1, 2, 6]), math.gcd(12, 18), math.format(math.pi, 6), math.parse("2 x^2 + 3").toString()];
