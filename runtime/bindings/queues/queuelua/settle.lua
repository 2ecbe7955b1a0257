-- ARGV: lease, most attempts, 1 when there is a dead letter queue; then name, fate
-- (0 ack, 1 retry, 2 give back) and delay in milliseconds of each message. Returns
-- how many wait again and how many were delivered too often. What the lease no longer
-- holds is left as it is, so that a repeated call does nothing.
local again, dead = 0, 0
for i = 4, #ARGV, 3 do
  local m, fate, delay = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  if redis.call('HGET', lease, m) == ARGV[1] then
    redis.call('ZREM', held, m)
    redis.call('HDEL', lease, m)
    if fate == '0' then
      forget(m)
    elseif fate == '2' then
      redis.call('HINCRBY', attempts, m, -1)
      wait(m, now)
      again = again + 1
    elseif tonumber(redis.call('HGET', attempts, m) or '0') >= tonumber(ARGV[2]) then
      bury(m, ARGV[3])
      dead = dead + 1
    elseif delay > 0 then
      redis.call('ZADD', later, now + delay, m)
      again = again + 1
    else
      wait(m, now)
      again = again + 1
    end
  end
end
redis.call('ZREM', batches, ARGV[1])
return { again, dead }
