// The stub upstream: an OpenAI-compatible server that answers at once, or token by token.
//
// A model whose name holds "timed" sends TOKENS words, RATE a second; any other answers one fixed
// sentence, whole or, asked for a stream, in a single delta.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"time"
)

const sentence = "The river runs slowly past the old mill, and in the evening the children of the village " +
	"sit on the bridge and count the boats that come home with the wind."

var words = strings.Fields("the morning light falls on the quiet garden while a small bird sings in the tall tree " +
	"near the stone wall and somebody opens a window to let the fresh air into the warm kitchen where bread is baking")

func main() {
	address := flag.String("listen", "127.0.0.1:18090", "where it listens")
	tokens := flag.Int("tokens", 200, "tokens of a timed answer")
	rate := flag.Float64("rate", 20, "tokens a second of a timed answer")
	flag.Parse()

	fixed := []byte(`{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fixed",` +
		`"choices":[{"index":0,"message":{"role":"assistant","content":"` + sentence + `"},"finish_reason":"stop"}],` +
		`"usage":{"prompt_tokens":60,"completion_tokens":36,"total_tokens":96}}`)
	length := fmt.Sprint(len(fixed))
	streamed := []byte(chunk(`{"role":"assistant","content":"`+sentence+`"}`, "null", "") +
		chunk(`{}`, `"stop"`, "") +
		chunk("", "", `{"prompt_tokens":60,"completion_tokens":36,"total_tokens":96}`) +
		"data: [DONE]\n\n")

	http.HandleFunc("/v1/models", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"object":"list","data":[{"id":"fixed","object":"model","created":1700000000,"owned_by":"stub"},`+
			`{"id":"timed","object":"model","created":1700000000,"owned_by":"stub"}]}`)
	})
	http.HandleFunc("/v1/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		stream := bytes.Contains(body, []byte(`"stream":true`)) || bytes.Contains(body, []byte(`"stream": true`))
		timed := bytes.Contains(body, []byte(`"timed"`))
		switch {
		case !stream:
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", length)
			w.Write(fixed)
		case !timed:
			w.Header().Set("Content-Type", "text/event-stream")
			w.Write(streamed)
		default:
			w.Header().Set("Content-Type", "text/event-stream")
			begin := time.Now()
			for i := 0; i < *tokens; i++ {
				time.Sleep(time.Until(begin.Add(time.Duration(float64(i) / *rate * float64(time.Second)))))
				io.WriteString(w, chunk(`{"content":"`+words[i%len(words)]+` "}`, "null", ""))
				w.(http.Flusher).Flush()
				if r.Context().Err() != nil {
					return
				}
			}
			io.WriteString(w, chunk(`{}`, `"stop"`, ""))
			io.WriteString(w, chunk("", "", fmt.Sprintf(
				`{"prompt_tokens":60,"completion_tokens":%d,"total_tokens":%d}`, *tokens, *tokens+60)))
			io.WriteString(w, "data: [DONE]\n\n")
		}
	})
	log.Fatal(http.ListenAndServe(*address, nil))
}

func chunk(delta, finish, usage string) string {
	choices := "[]"
	if delta != "" {
		choices = `[{"index":0,"delta":` + delta + `,"finish_reason":` + finish + `}]`
	}
	if usage != "" {
		usage = `,"usage":` + usage
	}
	return `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"fixed","choices":` +
		choices + usage + "}\n\n"
}
