// The cost of each part of the engine that a request passes through. Run it with -median 5.
#include "overlap/http/encoder.h"
#include "overlap/http/parser.h"
#include "overlap/record/journal.h"
#include "overlap/record/store.h"

#include <QTest>

using namespace overlap;

class BenchEngine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parse_data();
    void parse();
    void encode_data();
    void encode();
    void queue();
    void journal_data();
    void journal();
    void absorb_data();
    void absorb();
};

namespace {

constexpr int batch = 1000; // requests per measurement, to make its overhead negligible

const QByteArray shortHead = "GET / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\n\r\n";
const QByteArray browserHead =
    "GET /sleep?n=1 HTTP/1.1\r\nHost: localhost:7878\r\nConnection: keep-alive\r\n"
    "sec-ch-ua: \"Chromium\";v=\"131\"\r\nsec-ch-ua-mobile: ?0\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
    "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
    "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: en-US,en;q=0.9\r\n\r\n";

record::Record finished(quint64 id)
{
    record::Record record;
    record.id = id;
    record.startNs = qint64(id) * 10'000;
    record.phaseSinceNs = record.startNs + 5'000;
    record.phases[std::size_t(record::Phase::Running)] = 12;
    record.connection = quint32(id % 50);
    record.status = 200;
    record.outcome = record::Outcome::Answered;
    return record;
}

record::Details detailsWith(QByteArrayView body)
{
    return {"/", shortHead, {}, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", body};
}

} // namespace

void BenchEngine::parse_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("wrk") << shortHead;
    QTest::newRow("browser") << browserHead;
}

void BenchEngine::parse()
{
    QFETCH(const QByteArray, head);
    const http::Limits limits;
    http::Parser parser;
    int complete = 0;
    QBENCHMARK
    {
        for (int i = 0; i < batch; ++i) {
            QByteArrayView bytes = head;
            complete += parser.parse(bytes, limits) == http::Parser::Step::Complete;
            parser.reset();
        }
    }
    QVERIFY(complete > 0 && complete % batch == 0);
}

void BenchEngine::encode_data()
{
    QTest::addColumn<int>("bodySize");
    QTest::newRow("empty") << 0;
    QTest::newRow("3 kB") << 3000;
    QTest::newRow("1 MB") << 1'000'000;
}

void BenchEngine::encode()
{
    QFETCH(const int, bodySize);
    http::Response response;
    response.headers.append("Content-Type", "text/html; charset=utf-8");
    response.headers.append("Cache-Control", "no-store");
    response.body = QByteArray(bodySize, 'x');
    qsizetype bytes = 0;
    QBENCHMARK
    {
        for (int i = 0; i < batch; ++i) {
            bytes +=
                http::headOf(response, http::Persistence::Implied, "Sun, 06 Nov 1994 08:49:37 GMT")
                    .size();
        }
    }
    QVERIFY(bytes > 0);
}

void BenchEngine::queue()
{
    record::Queue<record::Entry> queue(1024);
    const record::Entry entry = finished(1);
    quint64 taken = 0;
    QBENCHMARK
    {
        for (int i = 0; i < batch; ++i)
            queue.push(entry);
        for (; queue.front(); queue.popFront())
            ++taken;
    }
    QVERIFY(taken > 0 && taken % batch == 0);
}

void BenchEngine::journal_data()
{
    QTest::addColumn<int>("bodySize");
    QTest::newRow("no body") << 0;
    QTest::newRow("3 kB, as far as affordable") << 3000;
}

void BenchEngine::journal()
{
    QFETCH(const int, bodySize);
    const QByteArray body(bodySize, 'x');
    record::Journal journal;
    quint64 id = 0;
    quint64 read = 0;
    QBENCHMARK
    {
        for (int i = 0; i < batch; ++i)
            journal.write(finished(++id), detailsWith(body));
        journal.read([&](const record::Entry &, const record::Details &) { ++read; });
    }
    QCOMPARE(read, id);
}

void BenchEngine::absorb_data()
{
    QTest::addColumn<int>("journals");
    QTest::newRow("one loop") << 1;
    QTest::newRow("four loops") << 4;
}

void BenchEngine::absorb()
{
    QFETCH(const int, journals);
    std::vector<std::unique_ptr<record::Journal>> owned;
    std::vector<record::Journal *> all;
    all.reserve(size_t(journals));
    for (int i = 0; i < journals; ++i)
        all.push_back(owned.emplace_back(std::make_unique<record::Journal>()).get());
    record::Store store;
    quint64 id = 0;
    QBENCHMARK
    {
        for (int i = 0; i < batch; ++i, ++id)
            all[id % all.size()]->write(finished(id + 1), detailsWith("hello"));
        store.absorb(all);
    }
    QCOMPARE(store.total(), id);
}

QTEST_APPLESS_MAIN(BenchEngine)
#include "bench_engine.moc"
