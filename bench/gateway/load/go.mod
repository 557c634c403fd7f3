module hearth.dev/bench/gateway

go 1.22
