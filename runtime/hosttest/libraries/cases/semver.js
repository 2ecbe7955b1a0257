import semver from "semver";

export default () => [semver.satisfies("1.2.3", "^1.0.0 || ~2.1 >=2.1.5"), semver.inc("1.2.3-beta.1", "prerelease"), semver.sort(["2.0.0", "1.0.0-rc.1", "1.0.0"]), semver.coerce("v2.3 x")?.version, new semver.Range(">=1.2 <3 || 5.x").range, semver.maxSatisfying(["1.2.3", "1.9.0", "2.0.0"], "1.x"), semver.diff("1.0.0", "1.1.0"), semver.valid("1.x")];
