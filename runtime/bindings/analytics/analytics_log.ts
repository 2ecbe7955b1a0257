// Data points of an app of several machines: lines of its log, for whatever
// collects them.
import {
  dataset,
  type AnalyticsEngine,
  type Blob,
  type DataPoint,
} from "./analytics_api.ts";
import type { Host } from "./host.ts";

export function loggedAnalytics(
  host: Host,
  binding: string,
  { dataset: name }: { readonly dataset: string },
): AnalyticsEngine {
  return dataset((point: DataPoint, why: string | undefined) => {
    if (why !== undefined) {
      host.log("warn", "analytics: dropped", { binding, why });
      return;
    }
    const { indexes, blobs, doubles } = point;
    host.log("info", "analytics", {
      dataset: name,
      index1: text(indexes[0] ?? null),
      blobs: blobs.map(text),
      doubles,
    });
  });
}

function text(blob: Blob): string | null {
  return blob instanceof Uint8Array
    ? Buffer.from(blob).toString("base64")
    : blob;
}
