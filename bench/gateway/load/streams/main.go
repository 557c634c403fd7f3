// Opens many streams at once, for as long as told, and says how they went.
//
// With -direct it talks to the stub itself; the difference to the figures through Hearth is what
// Hearth adds. A token's delay is told apart from the hold-back by the stub's pace: token i leaves
// the stub i/rate seconds after the first, and the first when the request arrives.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

type stream struct {
	first    time.Duration
	gaps     []time.Duration
	delays   []time.Duration
	held     []float64
	text     int
	finished bool
	failure  string
}

func main() {
	url := flag.String("url", "http://127.0.0.1:18080/v1/chat/completions", "where to ask")
	key := flag.String("key", "", "API key")
	count := flag.Int("streams", 512, "streams at the same time")
	rate := flag.Float64("rate", 20, "tokens a second that the stub sends")
	duration := flag.Duration("for", 0, "begin new streams for so long; 0: each once")
	ramp := flag.Duration("ramp", 2*time.Second, "time over which the first streams begin")
	flag.Parse()

	client := &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: *count, MaxConnsPerHost: 0,
		DialContext: (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
	}}
	var lock sync.Mutex
	var all []*stream
	var wait sync.WaitGroup
	begin := time.Now()
	for i := 0; i < *count; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			time.Sleep(time.Duration(i) * *ramp / time.Duration(*count))
			for n := 0; n == 0 || time.Since(begin) < *duration; n++ {
				s := run(client, *url, *key, fmt.Sprintf("Please tell me about garden number %d of street %d.", i, n), *rate)
				lock.Lock()
				all = append(all, s)
				lock.Unlock()
			}
		}(i)
	}
	wait.Wait()
	report(all)
}

func run(client *http.Client, url, key, question string, rate float64) *stream {
	s := &stream{}
	body, _ := json.Marshal(map[string]any{
		"model": "timed", "stream": true,
		"messages": []map[string]string{{"role": "user", "content": question}},
	})
	request, _ := http.NewRequest("POST", url, bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	asked := time.Now()
	response, err := client.Do(request)
	if err != nil {
		s.failure = err.Error()
		return s
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		s.failure = fmt.Sprint("status ", response.StatusCode)
		return s
	}
	lines := bufio.NewReader(response.Body)
	var last time.Time
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			s.failure = "broke off: " + err.Error()
			return s
		}
		if !strings.HasPrefix(line, "data: ") {
			continue
		}
		data := strings.TrimSpace(line[6:])
		if data == "[DONE]" {
			s.finished = true
			return s
		}
		var event struct {
			Error   *struct{ Code string }
			Choices []struct {
				Delta        struct{ Content string }
				FinishReason *string `json:"finish_reason"`
			}
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			s.failure = "not JSON"
			return s
		}
		if event.Error != nil {
			s.failure = "error " + event.Error.Code
			return s
		}
		if len(event.Choices) == 0 || event.Choices[0].Delta.Content == "" {
			continue
		}
		now := time.Now()
		if last.IsZero() {
			s.first = now.Sub(asked)
		} else {
			s.gaps = append(s.gaps, now.Sub(last))
		}
		last = now
		s.text += len(event.Choices[0].Delta.Content)
		// The stub's clock: how long ago did it send its latest token, and how many are held back?
		sent := now.Sub(asked).Seconds() * rate
		s.delays = append(s.delays, time.Duration((sent-float64(int(sent)))/rate*float64(time.Second)))
	}
}

func report(all []*stream) {
	failures := map[string]int{}
	var first, gaps, delays []time.Duration
	finished, text := 0, 0
	for _, s := range all {
		if !s.finished {
			failures[s.failure]++
			continue
		}
		finished++
		text += s.text
		first = append(first, s.first)
		gaps = append(gaps, s.gaps...)
		delays = append(delays, s.delays...)
	}
	fmt.Printf("streams %d, clean %d, failed %d\n", len(all), finished, len(all)-finished)
	for failure, n := range failures {
		fmt.Printf("  %d × %s\n", n, failure)
	}
	if finished == 0 {
		os.Exit(1)
	}
	fmt.Printf("characters a stream %d\n", text/finished)
	print("time to first text", first)
	print("gap between texts", gaps)
	print("after the stub's latest token", delays)
	if finished < len(all) {
		os.Exit(1)
	}
}

func print(what string, of []time.Duration) {
	if len(of) == 0 {
		return
	}
	sort.Slice(of, func(i, j int) bool { return of[i] < of[j] })
	at := func(p float64) float64 {
		return float64(of[min(len(of)-1, int(p*float64(len(of))))].Microseconds()) / 1000
	}
	fmt.Printf("%-30s p50 %8.1f  p90 %8.1f  p99 %8.1f  max %8.1f ms (%d)\n", what, at(.5), at(.9), at(.99), at(1), len(of))
}
