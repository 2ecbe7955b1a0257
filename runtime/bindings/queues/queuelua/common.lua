-- KEYS: of the queue, then of its dead letter queue (or of the queue again):
--   ready     sorted set: messages that wait, by when they became deliverable
--   later     sorted set: delayed messages, by when they are deliverable
--   held      sorted set: messages of consumers, by when their lease ends
--   lease     hash: message to lease
--   batches   sorted set: leases by when they end
--   body      hash: message to type and body
--   attempts  hash: message to how often it was delivered
--   stat      hash: seq, the last number given; bytes, of what is ready
local ready, later, held, lease, batches, body, attempts, stat =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function size(bodies, m)
  return redis.call('HSTRLEN', bodies, m) - 1
end

local function wait(m, since)
  redis.call('ZADD', ready, since, m)
  redis.call('HINCRBY', stat, 'bytes', size(body, m))
end

-- What has become deliverable: delayed messages, and those of consumers that died.
for _, from in ipairs({ later, held }) do
  local due = redis.call('ZRANGEBYSCORE', from, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 500)
  for i = 1, #due, 2 do
    redis.call('ZREM', from, due[i])
    redis.call('HDEL', lease, due[i])
    wait(due[i], due[i + 1])
  end
end
redis.call('ZREMRANGEBYSCORE', batches, '-inf', now)

local function backlog()
  local oldest = 0
  local first = redis.call('ZRANGE', ready, 0, 0)
  if #first > 0 then oldest = tonumber(string.sub(first[1], 17, 28), 16) end
  return { redis.call('ZCARD', ready), tonumber(redis.call('HGET', stat, 'bytes') or '0'), oldest }
end

-- The name of a message: number, time and id, of fixed width, so that messages of
-- one millisecond keep their order.
local function name(stats, sent, id)
  local seq = redis.call('HINCRBY', stats, 'seq', 1)
  local high, low = math.floor(sent / 16777216), sent % 16777216
  return string.format('%08x%08x%06x%06x', math.floor(seq / 4294967296), seq % 4294967296, high, low) .. id
end

local function forget(m)
  redis.call('HDEL', body, m)
  redis.call('HDEL', attempts, m)
end

-- To the dead letter queue, whose keys are the second eight, or just away.
local function bury(m, dead)
  if dead == '1' then
    local there = name(KEYS[16], tonumber(string.sub(m, 17, 28), 16), string.sub(m, 29))
    redis.call('HSET', KEYS[14], there, redis.call('HGET', body, m))
    redis.call('ZADD', KEYS[9], now, there)
    redis.call('HINCRBY', KEYS[16], 'bytes', size(KEYS[14], there))
  end
  forget(m)
end
