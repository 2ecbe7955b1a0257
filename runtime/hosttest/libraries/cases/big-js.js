import Big from "big.js";

export default () => [new Big("0.1").plus("0.2").toString(), new Big(2).sqrt().toString(), new Big("1e30").div(3).toFixed(5), new Big(7).pow(-3).round(10, Big.roundHalfEven).toString(), [1.005, 2.5].map((n) => new Big(n).toFixed(2))];
