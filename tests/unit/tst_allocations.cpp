#include "overlap/net/loopthread.h"

#include <QTest>

#include <array>
#include <cstdlib>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

using namespace overlap;

// The C library's allocations of this program, counted for each thread.
namespace {
thread_local int allocations = 0;
} // namespace

// NOLINTBEGIN(bugprone-reserved-identifier, readability-*): the names are the C library's
extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *memory, std::size_t size);

void *malloc(std::size_t size)
{
    ++allocations;
    return __libc_malloc(size);
}

void *calloc(std::size_t count, std::size_t size)
{
    ++allocations;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, std::size_t size)
{
    ++allocations;
    return __libc_realloc(memory, size);
}
}
// NOLINTEND(bugprone-reserved-identifier, readability-*)

// Main thread, and an event loop's. How often a request allocates memory on its loop.
class TestAllocations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keptAliveRequestsAllocateOnce();
};

namespace {

// Sends a request and reads the whole response, which ends with "!".
QByteArray exchanged(int socket, const QByteArray &request)
{
    if (::send(socket, request.data(), std::size_t(request.size()), 0) != request.size())
        return {};
    QByteArray response;
    std::array<char, 4096> buffer;
    while (!response.endsWith('!')) {
        const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            return {};
        response.append(buffer.data(), size);
    }
    return response;
}

QByteArray dateOf(const QByteArray &response)
{
    const qsizetype at = response.indexOf("Date: ");
    return response.sliced(at, response.indexOf('\r', at) - at);
}

} // namespace

// The request's text. Neither parsing, nor the answer, nor its record need another one.
void TestAllocations::keptAliveRequestsAllocateOnce()
{
    constexpr std::size_t count = 900;
    http::Response page;
    page.headers.append("Content-Type", "text/html; charset=utf-8");
    page.body = QByteArray(2700, 'x') + '!';
    std::vector<int> seen; // when each request is at its handler; written by the loop's thread
    seen.reserve(count);
    net::Counters counters;
    record::Journal journal;
    std::array<int, 2> sockets{};
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()), 0);
    std::vector<QByteArray> dates;
    {
        net::LoopThread loop({.handler =
                                  [&](net::Call &&call) {
                                      seen.push_back(allocations);
                                      std::move(call).send(page);
                                  },
                              .journal = &journal,
                              .counters = &counters,
                              .wakeReader = [] {}},
                             1);
        loop.accept({sockets[0], net::Transport::Peer{}, false});
        for (std::size_t i = 0; i < count; ++i) {
            const QByteArray response = exchanged(
                sockets[1], "GET /some/path?and=query HTTP/1.1\r\nHost: localhost:8080\r\n"
                            "User-Agent: curl/8.0\r\nAccept: */*\r\n\r\n");
            QVERIFY(!response.isEmpty());
            journal.read([](const record::Entry &, const record::Details &) {});
            dates.push_back(dateOf(response));
        }
    }
    ::close(sockets[1]);

    QCOMPARE(seen.size(), count);
    QVERIFY(seen.back() > 0);
    for (std::size_t i = 300; i + 1 < count; ++i) { // the first ones fill what is used again
        if (dates[i] != dates[i - 1])
            continue; // a new second, and so a new head
        const int each = seen[i + 1] - seen[i];
        QVERIFY2(each <= 1, qPrintable(QStringLiteral("%1 for request %2").arg(each).arg(i)));
    }
}

QTEST_GUILESS_MAIN(TestAllocations)
#include "tst_allocations.moc"
