package cron

import (
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/fired"
	"github.com/w2c-dev/w2c/runtime/jsloop"
)

var controller = jsloop.NewScript("w2c:cron", `(function (native) {
  "use strict";
  class ScheduledController {
    #time; #cron;
    constructor(time, cron) { this.#time = time; this.#cron = cron; }
    get scheduledTime() { return this.#time; }
    get cron() { return this.#cron; }
    get type() { return "scheduled"; }
    // Runs are not repeated in the first place.
    noRetry() {}
  }
  Object.defineProperty(ScheduledController.prototype, Symbol.toStringTag, { value: "ScheduledController", configurable: true });
  return ScheduledController;
})`)

// Event is a run of the scheduled handler for an expression that was due at a time.
func Event(expr string, at time.Time) fired.Event {
	return fired.Event{
		Handler: "scheduled", Label: "cron", Of: expr,
		Argument: func(l *jsloop.Loop) (goja.Value, error) {
			vm, class := l.VM(), l.Internals().Get("scheduledController")
			if class == nil {
				var err error
				if class, err = controller.Run(l, nil); err != nil {
					return nil, err
				}
				if err := l.Internals().Set("scheduledController", class); err != nil {
					return nil, err
				}
			}
			return vm.New(class, vm.ToValue(at.UnixMilli()), vm.ToValue(expr))
		},
	}
}
