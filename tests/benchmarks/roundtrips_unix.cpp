// Sends the same requests in the same order each time, so that counts of instructions can be
// compared.
//   roundtrips PORT keep-alive|new-connection|pipelined|sleep ROUNDS
// In each round, several connections send at once and then read all answers. Prints the number of
// requests.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct Workload
{
    const char *name;
    const char *target;
    int connections;
    int depth; // requests that a connection sends in a round
    bool keepsAlive;
};

constexpr Workload workloads[] = {
    {"keep-alive", "/", 50, 1, true},
    {"new-connection", "/", 50, 1, false},
    {"pipelined", "/", 50, 16, true},
    {"sleep", "/sleep/1ms", 50, 1, true},
};

[[noreturn]] void fail(const char *what)
{
    std::perror(what);
    std::exit(1);
}

int connectTo(int port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        fail("connect");
    return descriptor;
}

void send(int descriptor, const std::string &bytes)
{
    if (::send(descriptor, bytes.data(), bytes.size(), 0) != ssize_t(bytes.size()))
        fail("send");
}

// Reads `count` answers; without a size, until the connection closes.
void receive(int descriptor, std::size_t size)
{
    static std::vector<char> buffer(1 << 20);
    while (size > 0) {
        const ssize_t got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
        if (got < 0)
            fail("recv");
        if (got == 0)
            return;
        size -= std::size_t(got) < size ? std::size_t(got) : size;
    }
}

// The size of an answer. All have the same.
std::size_t sizeOfAnswer(int port, const std::string &target)
{
    const int descriptor = connectTo(port);
    send(descriptor, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::string answer;
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::recv(descriptor, buffer, sizeof buffer, 0);
        if (got <= 0)
            fail("recv");
        answer.append(buffer, std::size_t(got));
        const std::size_t head = answer.find("\r\n\r\n");
        const std::size_t length = answer.find("Content-Length: ");
        if (head == std::string::npos || length == std::string::npos)
            continue;
        const std::size_t size = head + 4 + std::strtoul(answer.c_str() + length + 16, nullptr, 10);
        if (answer.size() == size) {
            ::close(descriptor);
            return size;
        }
    }
}

void run(const Workload &workload, int port, int rounds)
{
    std::string requests;
    for (int i = 0; i < workload.depth; ++i) {
        requests += std::string("GET ") + workload.target + " HTTP/1.1\r\nHost: localhost\r\n" +
                    (workload.keepsAlive ? "\r\n" : "Connection: close\r\n\r\n");
    }
    const std::size_t size = sizeOfAnswer(port, workload.target) * std::size_t(workload.depth);
    std::vector<int> descriptors(std::size_t(workload.connections), -1);
    for (int round = 0; round < rounds; ++round) {
        for (int &descriptor : descriptors) {
            if (descriptor < 0)
                descriptor = connectTo(port);
            send(descriptor, requests);
        }
        for (int &descriptor : descriptors) {
            receive(descriptor, workload.keepsAlive ? size : std::size_t(-1));
            if (!workload.keepsAlive) {
                ::close(descriptor);
                descriptor = -1;
            }
        }
    }
    std::printf("%d\n", rounds * workload.connections * workload.depth);
}

} // namespace

int main(int argc, char *argv[])
{
    for (const Workload &workload : workloads) {
        if (argc == 4 && std::strcmp(argv[2], workload.name) == 0) {
            run(workload, std::atoi(argv[1]), std::atoi(argv[3]));
            return 0;
        }
    }
    std::fputs("roundtrips PORT keep-alive|new-connection|pipelined|sleep ROUNDS\n", stderr);
    return 2;
}
