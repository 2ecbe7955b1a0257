-- ARGV: id, sent, delay and body of each message, times in milliseconds.
local before = backlog()
for i = 1, #ARGV, 4 do
  local delay = tonumber(ARGV[i + 2])
  local m = name(stat, tonumber(ARGV[i + 1]), ARGV[i])
  redis.call('HSET', body, m, ARGV[i + 3])
  if delay > 0 then redis.call('ZADD', later, now + delay, m) else wait(m, now) end
end
return before
