// How long a test server takes from its construction to its first answer, and to stop. Medians, and
// what 99 of 100 are below, in ms. Run it with the number of servers, usually 500.
#include <overlap/TestServer>

#include <QCoreApplication>
#include <QHostAddress>
#include <QTcpSocket>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

using namespace overlap;
using Clock = std::chrono::steady_clock;

namespace {

double sinceMs(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void tell(const char *what, std::vector<double> ms)
{
    std::ranges::sort(ms);
    std::printf("%-44s %7.3f %7.3f\n", what, ms[ms.size() / 2], ms[ms.size() * 99 / 100]);
}

void ask(QTcpSocket &client, quint16 port, const char *target)
{
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    client.waitForConnected();
    client.write(QByteArray("GET ") + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    client.flush();
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const int count = argc > 1 ? std::max(1, std::atoi(argv[1])) : 500;
    std::vector<double> starts, answers, stops, busyStops;
    for (int i = 0; i < count; ++i) {
        Clock::time_point begin = Clock::now();
        auto server = std::make_unique<TestServer>();
        starts.push_back(sinceMs(begin));
        server->on("/", Answer().text("hello"));
        QTcpSocket client;
        ask(client, server->port(), "/");
        client.waitForReadyRead();
        answers.push_back(sinceMs(begin));
        begin = Clock::now();
        server.reset();
        stops.push_back(sinceMs(begin));

        TestServer busy;
        busy.on("/held", Answer().gate("g"));
        busy.on("/slow", Answer().sleep(std::chrono::minutes(1)));
        QTcpSocket held;
        ask(held, busy.port(), "/held");
        QTcpSocket slow;
        ask(slow, busy.port(), "/slow");
        busy.waitForRequests(2);
        begin = Clock::now();
        busy.stop();
        busyStops.push_back(sinceMs(begin));
    }
    std::printf("%d servers %39s %7s\n", count, "median", "p99");
    tell("constructed", std::move(starts));
    tell("constructed, and the first answer is there", std::move(answers));
    tell("destroyed", std::move(stops));
    tell("stopped, with one held and one that sleeps", std::move(busyStops));
}
