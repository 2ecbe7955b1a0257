-- ARGV: lease, batch size, batch timeout, most attempts, most batches, time of the
-- lease, and 1 when there is a dead letter queue. Times are in milliseconds.
--
-- Returns how long to wait (-1 when nothing is coming), how many messages were
-- delivered too often, the backlog behind the batch, and name, attempts and body
-- of each message.
local most = tonumber(ARGV[2])
local out = { -1, 0, {} }

-- The answer to this call was lost: give it again.
if redis.call('ZSCORE', batches, ARGV[1]) then
  for _, m in ipairs(redis.call('ZRANGE', held, 0, -1)) do
    if redis.call('HGET', lease, m) == ARGV[1] then
      local at = #out
      out[at + 1], out[at + 2], out[at + 3] = m, redis.call("HGET", attempts, m), redis.call("HGET", body, m)
    end
  end
  out[3] = backlog()
  return out
end

local function soon(at)
  local ms = math.max(at - now, 0)
  if out[1] < 0 or ms < out[1] then out[1] = ms end
end
for _, from in ipairs({ later, held }) do
  local first = redis.call('ZRANGE', from, 0, 0, 'WITHSCORES')
  if #first > 0 then soon(tonumber(first[2])) end
end

local count = redis.call('ZCARD', ready)
local first = redis.call('ZRANGE', ready, 0, 0, 'WITHSCORES')
if count == 0 then
  out[3] = backlog()
  return out
end
local closes = tonumber(first[2]) + tonumber(ARGV[3])
if count < most and closes > now then
  soon(closes)
  out[3] = backlog()
  return out
end
if redis.call('ZCARD', batches) >= tonumber(ARGV[5]) then
  out[3] = backlog()
  return out
end

local ends = now + tonumber(ARGV[6])
for _, m in ipairs(redis.call('ZRANGE', ready, 0, most - 1)) do
  redis.call('ZREM', ready, m)
  redis.call('HINCRBY', stat, 'bytes', 0 - size(body, m))
  -- Whoever had it so often has died of it each time.
  if tonumber(redis.call('HGET', attempts, m) or '0') >= tonumber(ARGV[4]) then
    bury(m, ARGV[7])
    out[2] = out[2] + 1
  else
    local n = redis.call('HINCRBY', attempts, m, 1)
    redis.call('HSET', lease, m, ARGV[1])
    redis.call('ZADD', held, ends, m)
    local at = #out
    out[at + 1], out[at + 2], out[at + 3] = m, n, redis.call('HGET', body, m)
  end
end
if #out > 3 then redis.call('ZADD', batches, ends, ARGV[1]) else out[1] = 0 end
out[3] = backlog()
return out
