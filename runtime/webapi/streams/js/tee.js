// tee: two streams with the same chunks. Branches of the platform's own streams and
// of byte streams get bytes of their own; any other chunk is shared.
// Spec: https://streams.spec.whatwg.org/#abstract-opdef-readablestreamtee
//
// workerd's habits: the branch cancelled first is done at once, only the last
// reason is passed on, and nothing is pulled before a branch is read.
const tee = (s) => {
  if (s.reader !== null) throw locked(true);
  const { ops, src } = s.ctl;
  if (ops === SOURCE && src.memory && s.state === READABLE && !s.disturbed) {
    const get = src.memory();
    if (get !== null) {
      acquire(s);
      s.disturbed = true;
      return [memory(get, src.length), memory(() => get().slice(), src.length)];
    }
  }
  return ops === DEFAULT
    ? teeDefault(s)
    : ops === BYTES
      ? teeBytes(s)
      : teeSource(s);
};

// cancels keeps count of the branches that were given up.
const cancels = (s) => {
  const gone = [false, false];
  return {
    gone,
    cancel(i, reason) {
      gone[i] = true;
      return gone[1 - i] ? rsCancel(s, reason) : undefined;
    },
  };
};

const teeDefault = (s) => {
  const reader = acquire(s),
    { gone, cancel } = cancels(s);
  let reading = false,
    wanted = false;
  const branches = [0, 1].map((i) => {
    const c = newDefault(0, null);
    c.pullFn = () => {
      more();
    };
    c.cancelFn = (reason) => cancel(i, reason);
    c.started = true;
    return c;
  });
  const closeAll = () =>
    branches.forEach((c, i) => {
      if (!gone[i] && c.s.state === READABLE && !c.closing) DEFAULT.close(c);
    });
  const request = {
    chunk(v) {
      reading = wanted = false;
      branches.forEach((c, i) => {
        if (!gone[i] && c.s.state === READABLE && !c.closing)
          DEFAULT.enqueue(c, v);
      });
      if (wanted) {
        wanted = false;
        more();
      }
    },
    close: closeAll,
    error: noop, // the watch tells
  };
  const more = () => {
    if (reading) {
      wanted = true;
      return;
    }
    reading = true;
    read(reader, request);
  };
  follow(reader, closeAll, (e) => branches.forEach((c) => DEFAULT.error(c, e)));
  return branches.map((c) => c.s);
};

// follow calls close or error once the stream of r has ended, or has already.
const follow = (r, close, error) => {
  const s = r.stream;
  if (s.state === CLOSED) close();
  else if (s.state === ERRORED) error(s.error);
  else r.watch = { close, error };
};

const teeBytes = (s) => {
  let reader = acquire(s),
    reading = false;
  const { gone, cancel } = cancels(s);
  const again = [false, false];
  const branches = [0, 1].map((i) => {
    const c = newBytes(0, undefined);
    c.pullFn = () => {
      pullBranch(i);
    };
    c.cancelFn = (reason) => cancel(i, reason);
    c.started = true;
    return c;
  });
  const open = (i) =>
    !gone[i] && branches[i].s.state === READABLE && !branches[i].closing;
  const done = () => {
    reading = false;
    if (again[0]) pullBranch(0);
    else if (again[1]) pullBranch(1);
  };
  const closeAll = () => {
    reading = false;
    for (const i of [0, 1]) if (open(i)) BYTES.close(branches[i]);
  };
  const watch = () =>
    follow(reader, closeAll, (e) => branches.forEach((c) => BYTES.error(c, e)));
  const use = (byob) => {
    if (reader.byob === byob) return;
    reader.watch = null;
    release(reader);
    reader = acquire(s, byob);
    watch();
  };
  const pullBranch = (i) => {
    if (s.state !== READABLE) return;
    if (reading) {
      again[i] = true;
      return;
    }
    reading = true;
    again[0] = again[1] = false;
    const request = requestOf(branches[i]),
      p = branches[i].intos[0];
    if (request !== null && p.kind === "byob") {
      use(true);
      pullView(i, request.view);
    } else {
      use(false);
      pullAny();
    }
  };
  const pullAny = () =>
    read(reader, {
      chunk(v) {
        again[0] = again[1] = false;
        const other = open(0) && open(1) ? v.slice() : v;
        if (open(0)) BYTES.enqueue(branches[0], v);
        if (open(1)) BYTES.enqueue(branches[1], other);
        done();
      },
      close: closeAll,
      error: noop, // the watch tells
    });
  const pullView = (i, view) => {
    const mine = branches[i],
      other = branches[1 - i];
    s.disturbed = true;
    s.ctl.ops.pullInto(s.ctl, view, 1, {
      chunk(v) {
        again[0] = again[1] = false;
        const copy = open(1 - i) ? v.slice() : null;
        if (open(i)) giveBack(mine, v);
        if (copy !== null) BYTES.enqueue(other, copy);
        done();
      },
      close(v) {
        const filling = open(i);
        closeAll();
        if (filling && v !== undefined && mine.request?.over) invalidate(mine);
      },
      error: noop,
    });
  };
  watch();
  return branches.map((c) => c.s);
};

// giveBack answers c's first read with v, which lies in that read's own buffer.
const giveBack = (c, v) => {
  c.intos[0].buffer = v.buffer;
  BYTES.respond(c, v.byteLength);
};

const teeSource = (s) => {
  const reader = acquire(s),
    length = knownLength(s),
    { gone, cancel } = cancels(s);
  let reading = false,
    wanted = false;
  const branches = [0, 1].map((i) => {
    const queue = [];
    let waiting = null,
      ended = false,
      failure = null;
    const flush = () => {
      if (waiting === null) return;
      const w = waiting;
      if (queue.length > 0) {
        waiting = null;
        w(null, queue.shift());
      } else if (failure !== null) {
        waiting = null;
        w(failure.e);
      } else if (ended) {
        waiting = null;
        w(null, null);
      }
    };
    const state = newSource({
      length,
      read(f) {
        waiting = f;
        flush();
        if (waiting !== null) more();
      },
      cancel: (reason) => cancel(i, reason),
    });
    return {
      state,
      give(v) {
        queue.push(v);
        flush();
      },
      close() {
        ended = true;
        flush();
        if (
          state.state === READABLE &&
          state.reader === null &&
          queue.length === 0
        )
          rsClose(state);
      },
      fail(e) {
        failure = { e };
        flush();
        if (queue.length === 0) rsError(state, e);
      },
    };
  });
  const request = {
    chunk(v) {
      reading = wanted = false;
      const both = !gone[0] && !gone[1];
      if (!gone[0]) branches[0].give(v);
      if (!gone[1]) branches[1].give(both ? v.slice() : v);
      if (wanted) {
        wanted = false;
        more();
      }
    },
    close() {
      branches.forEach((b, i) => {
        if (!gone[i]) b.close();
      });
    },
    error(e) {
      branches.forEach((b) => b.fail(e));
    },
  };
  const more = () => {
    if (reading) {
      wanted = true;
      return;
    }
    reading = true;
    read(reader, request);
  };
  return branches.map((b) => b.state);
};
