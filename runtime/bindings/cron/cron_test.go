package cron

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

func TestFromConfig(t *testing.T) {
	for raw, want := range map[string]string{
		`{"crons":["0 3 * * *"," */5 * * * *"]}`:              "",
		`{"crons":["0 3 * * *","*/5 * * * MON","0 3 * * *"]}`: `{"crons":["0 3 * * *","*/5 * * * MON"]}`,
		`{"crons":[]}`:               "none",
		`{}`:                         "none",
		`{"crons":null,"events":[]}`: "none",
	} {
		list, err := Kind{}.FromConfig(json.RawMessage(raw))
		switch {
		case want == "":
			if err == nil {
				t.Errorf("%s: no error", raw)
			}
		case err != nil:
			t.Errorf("%s: %v", raw, err)
		case want == "none" && len(list) != 0:
			t.Errorf("%s: %+v", raw, list)
		case want != "none" && !reflect.DeepEqual(list, []manifest.Binding{{Kind: "cron", Config: json.RawMessage(want)}}):
			t.Errorf("%s: %+v, want %s", raw, list, want)
		}
	}
}

func TestFromConfigErrors(t *testing.T) {
	for raw, want := range map[string]manifest.ConfigError{
		`[]`:                        {Message: "expected an object with a list of cron expressions", Hint: `write "triggers": { "crons": ["0 3 * * *"] }`},
		`{"crons":["* * * * *",5]}`: {Path: "crons[1]", Message: "expected a cron expression, got 5"},
		`{"crons":["* * * * *","61 * * * *"]}`: {Path: "crons[1]", Message: `"61 * * * *" is no cron expression: minute 61 is not within 0 to 59 (at character 1)`,
			Hint: "the fields are minute hour day month weekday, in UTC; weekday 1 is Sunday"},
		`{"crons":["@daily"]}`: {Path: "crons[0]", Message: `"@daily" is no cron expression: expected a minute, found "@" (at character 1)`,
			Hint: "write the five fields: @daily is 0 0 * * *"},
		`{"crons":["0 0 * * 0"]}`: {Path: "crons[0]", Message: `"0 0 * * 0" is no cron expression: weekday 0 is not within 1 to 7 (at character 9)`,
			Hint: "weekdays are 1 (Sunday) to 7 (Saturday); names such as SUN are safer"},
		`{"crons":["0 0 12 ? * MON"]}`: {Path: "crons[0]", Message: `"0 0 12 ? * MON" is no cron expression: expected a month, found "?" (at character 8)`,
			Hint: "there is no field for seconds: minute hour day month weekday"},
		`{"crons":["0 0 ? * MON"]}`: {Path: "crons[0]", Message: `"0 0 ? * MON" is no cron expression: expected a day of the month, found "?" (at character 5)`,
			Hint: "write * instead of ?"},
	} {
		_, err := Kind{}.FromConfig(json.RawMessage(raw))
		var got *manifest.ConfigError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%s:\n%+v, want\n%+v", raw, got, want)
		}
	}
}

func TestPart(t *testing.T) {
	list, err := Kind{}.FromConfig(json.RawMessage(`{"crons":["0 3 * * *"]}`))
	if err != nil {
		t.Fatal(err)
	}
	p := Kind{}.Part(list[0], true)
	if want := `await cron(host, { crons: ["0 3 * * *"], services: true })`; p.Trigger != want || p.Env != "" {
		t.Errorf("trigger %s, env %s, want %s", p.Trigger, p.Env, want)
	}
	for _, file := range []string{"cron.ts", "schedule.ts", "redis.ts"} {
		if p.Files[file] == "" {
			t.Errorf("%s is missing", file)
		}
	}
}
