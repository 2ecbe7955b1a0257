package redis

import (
	"github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/bindings/queues/queuelua"
)

func queueScript(source string) *redis.Script {
	return redis.NewScript(2*len(queuelua.Parts), source)
}

var (
	queueBacklog = queueScript(queuelua.Backlog)
	queueSend    = queueScript(queuelua.Send)
	queueClaim   = queueScript(queuelua.Claim)
	queueExtend  = queueScript(queuelua.Extend)
	queueSettle  = queueScript(queuelua.Settle)
)
