// onlyIf, as an object and as Headers, for get and put.
import { tried } from "./show.js";

const hello = "5d41402abc4b2a76b9719d911017c592";
const other = "00000000000000000000000000000000";
const past = new Date(Date.UTC(2020, 0, 1));
const future = new Date(Date.UTC(2100, 0, 1));

const get =
  (onlyIf, key = "k") =>
  async (b) => {
    if (key === "k") await b.put("k", "hello");
    const o = await b.get(key, { onlyIf });
    if (o === null) return null;
    return ["body" in o, o.size, o.range, "body" in o && (await o.text())];
  };
const put =
  (onlyIf, key = "k") =>
  async (b) => {
    if (key === "k") await b.put("k", "hello");
    else await b.delete(key);
    const done = await tried(() => b.put(key, "new", { onlyIf }));
    const o = await b.get(key);
    return [
      typeof done === "string" ? done : done && done.size,
      o && (await o.text()),
    ];
  };
const headers = (init) => new Headers(init);

export const snippets = {
  getMatches: get({ etagMatches: hello }),
  getMatchesNot: get({ etagMatches: other }),
  getMatchesStar: get({ etagMatches: "*" }),
  getMatchesEmpty: get({ etagMatches: "" }),
  getDiffers: get({ etagDoesNotMatch: other }),
  getDiffersNot: get({ etagDoesNotMatch: hello }),
  getDiffersStar: get({ etagDoesNotMatch: "*" }),
  getBefore: get({ uploadedBefore: future }),
  getBeforeNot: get({ uploadedBefore: past }),
  getAfter: get({ uploadedAfter: past }),
  getAfterNot: get({ uploadedAfter: future }),
  getBetween: get({ uploadedAfter: past, uploadedBefore: future }),
  getMatchesBeatsBefore: get({ etagMatches: hello, uploadedBefore: past }),
  getMatchesNotBefore: get({ etagMatches: other, uploadedBefore: future }),
  getDiffersBeatsAfter: get({ etagDoesNotMatch: other, uploadedAfter: future }),
  getDiffersNotAfter: get({ etagDoesNotMatch: hello, uploadedAfter: past }),
  getBoth: get({ etagMatches: hello, etagDoesNotMatch: other }),
  getBothNot: get({ etagMatches: hello, etagDoesNotMatch: hello }),
  getEmpty: get({}),
  getNull: get(null),
  getUndefined: get(undefined),
  getMissingMatches: get({ etagMatches: hello }, "missing"),
  getMissingStar: get({ etagMatches: "*" }, "missing"),
  getMissingDiffers: get({ etagDoesNotMatch: hello }, "missing"),
  getMissingAfter: get({ uploadedAfter: past }, "missing"),
  getQuoted: get({ etagMatches: `"${hello}"` }),
  getQuotedNot: get({ etagDoesNotMatch: `"${hello}"` }),
  getQuotedEmpty: get({ etagMatches: '""' }),
  getOneQuote: get({ etagMatches: '"' }),
  getHalfQuoted: get({ etagMatches: `"${hello}` }),
  getWeak: get({ etagMatches: `W/"${hello}"` }),
  getTextCondition: get("text"),
  getNumberEtag: get({ etagMatches: 5 }),
  getNullEtag: get({ etagMatches: null }),
  getDateText: get({ uploadedBefore: "2100-01-01" }),
  getDateNumber: get({ uploadedBefore: future.getTime() }),
  getDateInvalid: get({ uploadedBefore: new Date(NaN) }),
  getDateBefore1970: get({ uploadedAfter: new Date(-5000) }),
  getSeconds: async (b) => {
    const { uploaded } = await b.put("k", "hello");
    const second = new Date(Math.floor(uploaded / 1000) * 1000);
    const at = async (onlyIf) => "body" in (await b.get("k", { onlyIf }));
    return [
      await at({ uploadedAfter: uploaded }),
      await at({ uploadedBefore: uploaded }),
      await at({ uploadedAfter: second, secondsGranularity: true }),
      await at({ uploadedBefore: second, secondsGranularity: true }),
      await at({
        uploadedAfter: new Date(+second - 1000),
        secondsGranularity: true,
      }),
      await at({
        uploadedBefore: new Date(+second + 1000),
        secondsGranularity: true,
      }),
      await at({ uploadedBefore: new Date(+uploaded + 1) }),
      await at({ uploadedAfter: new Date(+uploaded - 1) }),
    ];
  },
  getSecondsText: get({ uploadedAfter: past, secondsGranularity: "no" }),
  failedShape: async (b) => {
    await b.put("k", "hello", { customMetadata: { a: "1" } });
    const o = await b.get("k", { onlyIf: { etagMatches: other } });
    return [String(o), Object.keys(o), o.customMetadata, typeof o.text, o.etag];
  },
  failedWithRange: async (b) => {
    const o = await b.get("k", {
      onlyIf: { etagMatches: other },
      range: { offset: 1, length: 2 },
    });
    return [o.range, o.size];
  },
  rangeWhenTrue: async (b) => {
    await b.put("k", "hello");
    const o = await b.get("k", {
      onlyIf: { etagMatches: hello },
      range: { offset: 1, length: 2 },
    });
    return [o.range, await o.text()];
  },
  badRangeWhenFalse: async (b) => {
    const o = await b.get("k", {
      onlyIf: { etagMatches: other },
      range: { offset: 99 },
    });
    return "body" in o;
  },
  headersMatch: get(headers({ "if-match": `"${hello}"` })),
  headersMatchNot: get(headers({ "if-match": `"${other}"` })),
  headersMatchList: get(headers({ "if-match": `"${other}", "${hello}"` })),
  headersMatchWeak: get(headers({ "if-match": `W/"${hello}"` })),
  headersMatchStar: get(headers({ "if-match": "*" })),
  headersMatchStarLater: get(headers({ "if-match": `"${other}", *` })),
  headersNone: get(headers({ "if-none-match": `"${hello}"` })),
  headersNoneOther: get(headers({ "if-none-match": `"${other}"` })),
  headersNoneWeak: get(headers({ "if-none-match": `W/"${hello}"` })),
  headersNoneList: get(headers({ "if-none-match": `"a" ,W/"b",,"${hello}"` })),
  headersNoneStar: get(headers({ "if-none-match": "*" })),
  headersSince: get(headers({ "if-modified-since": past.toUTCString() })),
  headersSinceNot: get(headers({ "if-modified-since": future.toUTCString() })),
  headersUnmodified: get(
    headers({ "if-unmodified-since": future.toUTCString() }),
  ),
  headersUnmodifiedNot: get(
    headers({ "if-unmodified-since": past.toUTCString() }),
  ),
  headersSinceExact: async (b) => {
    const { uploaded } = await b.put("k", "hello");
    const o = await b.get("k", {
      onlyIf: headers({ "if-modified-since": uploaded.toUTCString() }),
    });
    return "body" in o;
  },
  headersBadDate: get(headers({ "if-modified-since": "yesterday" })),
  headersBare: get(headers({ "if-match": hello })),
  headersEmpty: get(headers({ "if-match": "" })),
  headersOnlyCommas: get(headers({ "if-none-match": ", ," })),
  headersUnclosed: get(headers({ "if-match": `"${hello}` })),
  headersUnclosedWeak: get(headers({ "if-match": `W/"${hello}` })),
  headersWeakBare: get(headers({ "if-match": `W/${hello}` })),
  headersNoComma: get(headers({ "if-match": '"a" "b"' })),
  headersNoCommaWeak: get(headers({ "if-match": '"a" W/"b"' })),
  headersNoCommaStar: get(headers({ "if-match": '"a" *' })),
  headersTail: get(headers({ "if-match": `"${hello}" tail` })),
  headersOther: get(headers({ "x-other": "1" })),
  putMatches: put({ etagMatches: hello }),
  putMatchesNot: put({ etagMatches: other }),
  putMatchesStar: put({ etagMatches: "*" }),
  putDiffers: put({ etagDoesNotMatch: other }),
  putDiffersNot: put({ etagDoesNotMatch: hello }),
  putDiffersStar: put({ etagDoesNotMatch: "*" }),
  putBefore: put({ uploadedBefore: future }),
  putBeforeNot: put({ uploadedBefore: past }),
  putAfter: put({ uploadedAfter: past }),
  putAfterNot: put({ uploadedAfter: future }),
  putNewMatches: put({ etagMatches: hello }, "new"),
  putNewMatchesStar: put({ etagMatches: "*" }, "new"),
  putNewDiffersStar: put({ etagDoesNotMatch: "*" }, "new"),
  putNewBefore: put({ uploadedBefore: past }, "new"),
  putNewAfter: put({ uploadedAfter: past }, "new"),
  putHeadersNone: put(headers({ "if-none-match": "*" })),
  putHeadersNoneNew: put(headers({ "if-none-match": "*" }), "new"),
  putHeadersMatch: put(headers({ "if-match": `"${hello}"` })),
  putHeadersBad: put(headers({ "if-match": "x" })),
  putQuoted: put({ etagMatches: '"x"' }),
  putNull: put(null),
  putStreamNot: async (b) => {
    await b.put("k", "hello");
    const done = await b.put("k", new Response("streamed").body, {
      onlyIf: { etagMatches: other },
    });
    return [done, await (await b.get("k")).text()];
  },
  putWrongSumNot: async (b) =>
    b.put("k", "new", {
      onlyIf: { etagMatches: other },
      md5: "0".repeat(32),
    }),
  onlyOnceTogether: async (b) => {
    await b.delete("once");
    const done = await Promise.all(
      ["a", "b", "c", "d"].map((text) =>
        b.put("once", text, { onlyIf: { etagDoesNotMatch: "*" } }),
      ),
    );
    return done.filter((o) => o !== null).length;
  },
};

export const actions = {
  async read(bucket, request) {
    await bucket.put("k", "hello", { httpMetadata: { contentType: "text/x" } });
    const object = await bucket.get("k", {
      onlyIf: request.headers,
      range: request.headers,
    });
    const answer = new Headers();
    object.writeHttpMetadata(answer);
    answer.set("etag", object.httpEtag);
    if (!("body" in object))
      return new Response(null, { status: 304, headers: answer });
    const { offset, length } = object.range;
    if (length === object.size)
      return new Response(object.body, { headers: answer });
    answer.set(
      "content-range",
      `bytes ${offset}-${offset + length - 1}/${object.size}`,
    );
    return new Response(object.body, { status: 206, headers: answer });
  },
};
