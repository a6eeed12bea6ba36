// Thousands of clients on one thread, on epoll, so that the clients are not the bottleneck.
//   manyclients hold PORT COUNT
//     opens idle connections, prints "ready", and ends at the end of its input
//   manyclients sleep PORT COUNT MS SPREAD
//     sends GET /sleep/MSms on each connection, evenly over SPREAD ms; prints "asleep" when all
//     are sent, and at the end how late the answers came
//   manyclients drip PORT COUNT
//     sends GET /drip?duration=2s&numbytes=20 on each connection at once; prints "asleep" when all
//     are sent, and at the end how late the heads came, and how late each byte came behind its head
//   manyclients reset PORT COUNT
//     opens connections one after the other, and resets each
//   manyclients unread PORT COUNT
//     sends 20 000 requests on each, reads no answer, and ends at the end of its input
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

struct Client
{
    int descriptor = -1;
    Clock::time_point sent;
    double lateMs = -1; // of the answer; negative: none yet
    int drops = -1;     // bytes of the body; negative: the head is not read yet
};

void raiseDescriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Blocking, so that the server's backlog does not overflow.
int connectTo(int port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

void reset(int descriptor)
{
    const linger now{1, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(descriptor);
}

// Sends as much as the server takes.
void flood(int descriptor)
{
    std::string requests;
    for (int i = 0; i < 20'000; ++i)
        requests += "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    ::send(descriptor, requests.data(), requests.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

double quantile(const std::vector<double> &sorted, double q)
{
    return sorted.empty() ? -1 : sorted[std::size_t(q * double(sorted.size() - 1))];
}

int report(const std::vector<Client> &clients)
{
    std::vector<double> late;
    for (const Client &client : clients) {
        if (client.lateMs >= 0)
            late.push_back(client.lateMs);
    }
    std::sort(late.begin(), late.end());
    std::printf("answered %zu of %zu, late p50 %.2f p99 %.2f max %.2f ms\n", late.size(),
                clients.size(), quantile(late, 0.5), quantile(late, 0.99), quantile(late, 1));
    return late.size() == clients.size() ? 0 : 1;
}

int sleepers(std::vector<Client> &clients, double sleepMs, double spreadMs)
{
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < clients.size(); ++i) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, clients[i].descriptor, &event);
    }
    const std::string request =
        "GET /sleep/" + std::to_string(int(sleepMs)) + "ms HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const auto begin = Clock::now();
    std::vector<char> buffer(64 * 1024);
    std::vector<epoll_event> events(1024);
    std::size_t sent = 0;
    std::size_t answered = 0;
    while (answered < clients.size() &&
           Ms(Clock::now() - begin).count() < sleepMs + spreadMs + 20'000) {
        const double gone = Ms(Clock::now() - begin).count();
        const auto due = spreadMs <= 0 || gone >= spreadMs
                             ? clients.size()
                             : std::size_t(double(clients.size()) * gone / spreadMs);
        for (; sent < due; ++sent) {
            clients[sent].sent = Clock::now();
            if (::send(clients[sent].descriptor, request.data(), request.size(), MSG_NOSIGNAL) < 0)
                std::perror("send");
            if (sent + 1 == clients.size()) {
                std::puts("asleep");
                std::fflush(stdout);
            }
        }
        const int count = ::epoll_wait(epoll, events.data(), int(events.size()),
                                       sent < clients.size() ? 0 : 1000);
        const auto now = Clock::now();
        for (int i = 0; i < count; ++i) {
            Client &client = clients[events[std::size_t(i)].data.u64];
            const auto size = ::recv(client.descriptor, buffer.data(), buffer.size(), 0);
            if (size <= 0) {
                ::epoll_ctl(epoll, EPOLL_CTL_DEL, client.descriptor, nullptr);
            } else if (client.lateMs < 0) {
                client.lateMs = std::max(0.0, Ms(now - client.sent).count() - sleepMs);
                ++answered;
            }
        }
    }
    return report(clients);
}

constexpr int dropsEach = 20;
constexpr double betweenDropsMs = 100;

int drippers(std::vector<Client> &clients)
{
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < clients.size(); ++i) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, clients[i].descriptor, &event);
    }
    const std::string request =
        "GET /drip?duration=2s&numbytes=20 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (Client &client : clients) {
        client.sent = Clock::now();
        if (::send(client.descriptor, request.data(), request.size(), MSG_NOSIGNAL) < 0)
            std::perror("send");
    }
    std::puts("asleep");
    std::fflush(stdout);
    std::vector<double> headLate;
    std::vector<double> late;
    headLate.reserve(clients.size());
    late.reserve(clients.size() * dropsEach);
    std::vector<char> buffer(64 * 1024);
    std::vector<epoll_event> events(1024);
    std::size_t ended = 0;
    std::size_t whole = 0;
    const auto begin = Clock::now();
    while (ended < clients.size() && Ms(Clock::now() - begin).count() < 22'000) {
        const int count = ::epoll_wait(epoll, events.data(), int(events.size()), 1000);
        for (int i = 0; i < count; ++i) {
            Client &client = clients[events[std::size_t(i)].data.u64];
            const auto size = ::recv(client.descriptor, buffer.data(), buffer.size(), 0);
            std::string_view text(buffer.data(), size > 0 ? std::size_t(size) : 0);
            const auto now = Clock::now();
            if (const auto end = text.find("\r\n\r\n"); client.drops < 0 && end != text.npos) {
                text.remove_prefix(end + 4);
                client.drops = 0;
                headLate.push_back(Ms(now - std::exchange(client.sent, now)).count());
            }
            const double gone = Ms(now - client.sent).count();
            for (std::size_t drop = 0; drop < text.size() && client.drops >= 0; ++drop)
                late.push_back(std::max(0.0, gone - ++client.drops * betweenDropsMs));
            if (size <= 0 || client.drops == dropsEach) {
                ::epoll_ctl(epoll, EPOLL_CTL_DEL, client.descriptor, nullptr);
                whole += client.drops == dropsEach;
                ++ended;
            }
        }
    }
    std::sort(headLate.begin(), headLate.end());
    std::sort(late.begin(), late.end());
    std::printf("answered %zu of %zu, late p50 %.2f p99 %.2f max %.2f ms, heads p99 %.2f ms\n",
                whole, clients.size(), quantile(late, 0.5), quantile(late, 0.99), quantile(late, 1),
                quantile(headLate, 0.99));
    return whole == clients.size() ? 0 : 1;
}

} // namespace

int main(int argc, char *argv[])
{
    const std::string mode = argc > 3 ? argv[1] : "";
    const bool isPlain = mode == "hold" || mode == "drip" || mode == "reset" || mode == "unread";
    if (!(isPlain && argc == 4) && !(mode == "sleep" && argc == 6)) {
        std::fputs("manyclients hold|drip|reset|unread PORT COUNT | sleep PORT COUNT MS SPREAD\n",
                   stderr);
        return 2;
    }
    if (mode == "reset") {
        for (int i = std::atoi(argv[3]); i > 0; --i)
            reset(connectTo(std::atoi(argv[2])));
        return 0;
    }
    raiseDescriptorLimit();
    std::vector<Client> clients(std::size_t(std::atoi(argv[3])));
    for (Client &client : clients)
        client.descriptor = connectTo(std::atoi(argv[2]));
    std::puts("ready");
    std::fflush(stdout);
    if (mode == "sleep")
        return sleepers(clients, std::atof(argv[4]), std::atof(argv[5]));
    if (mode == "drip")
        return drippers(clients);
    for (const Client &client : clients) {
        if (mode == "unread")
            flood(client.descriptor);
    }
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
    return 0;
}
