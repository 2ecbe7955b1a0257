package redis

import (
	"github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/store/queuelua"
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
