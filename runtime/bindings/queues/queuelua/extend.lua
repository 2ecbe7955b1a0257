-- ARGV: lease, its time in milliseconds from now, then the messages. Returns how many
-- of them it holds.
local ends, n = now + tonumber(ARGV[2]), 0
for i = 3, #ARGV do
  if redis.call('HGET', lease, ARGV[i]) == ARGV[1] then
    redis.call('ZADD', held, ends, ARGV[i])
    n = n + 1
  end
end
if n > 0 then redis.call('ZADD', batches, ends, ARGV[1]) end
return n
