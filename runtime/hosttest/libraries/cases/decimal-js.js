import Decimal from "decimal.js";

export default () => [Decimal.acos(-1).toString(), new Decimal(2).pow("0.5").toSD(30).toString(), Decimal.exp(1).toString(), Decimal.ln(10).toString(), new Decimal("0xff.8").toString(), new Decimal(123.456).toBinary(), Decimal.set({ precision: 50 }).div(1, 7).toString(), new Decimal("-3.7").mod(2).toString()];
