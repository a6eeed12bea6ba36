#include "overlap/record/journal.h"
#include "records.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace overlap::record;

namespace {

struct Read
{
    std::vector<quint64> finished;
    std::vector<quint64> announced;
    std::vector<quint32> opened;
    std::vector<quint32> closed;
    std::vector<QByteArray> targets;
};

Read readAll(Journal &journal)
{
    Read read;
    journal.read([&read](const Entry &entry, const Details &details) {
        if (const auto *record = std::get_if<Record>(&entry)) {
            const bool inFlight = record->outcome == Outcome::InFlight;
            (inFlight ? read.announced : read.finished).push_back(record->id);
            read.targets.push_back(details.target.toByteArray());
        } else if (const auto *opened = std::get_if<ConnectionOpened>(&entry)) {
            read.opened.push_back(opened->connection);
        } else if (const auto *closed = std::get_if<ConnectionClosed>(&entry)) {
            read.closed.push_back(closed->connection);
        }
    });
    return read;
}

using Ids = std::vector<quint64>;
using Connections = std::vector<quint32>;

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsDetails();
    void cutsDetails();
    void tellsHowMuchOfABodyThereWas();
    void keepsTheTargetWhereTheRestFindsNoRoom();
    void dropsWhatFindsNoRoom();
    void neverLosesTheEndOfWhatWasAnnounced();
    void neverLosesTheEndOfWhatWasPassedOn();
    void neverLosesTheEndOfAnOpenedConnection();
    void nothingOvertakesWhatIsOwed();
    void wakesOncePerRead();
    void wakesForWhatIsOwed();
    void losesNoWakeUpBetweenTwoThreads();
    void losesNoAnnouncedRequestBetweenTwoThreads();
};

void TestJournal::keepsDetails()
{
    Journal journal;
    journal.write(finishedRecord(1, 0, 10),
                  {"/a", "GET /a HTTP/1.1", "", "HTTP/1.1 200 OK", "hello"});
    journal.write(finishedRecord(2, 0, 10));
    int count = 0;
    journal.read([&count](const Entry &entry, const Details &details) {
        const auto &record = std::get<Record>(entry);
        if (++count == 1) {
            QCOMPARE(record.id, quint64(1));
            QCOMPARE(details.target, QByteArrayView("/a"));
            QCOMPARE(details.requestHead, QByteArrayView("GET /a HTTP/1.1"));
            QVERIFY(details.requestBody.isEmpty());
            QCOMPARE(details.responseHead, QByteArrayView("HTTP/1.1 200 OK"));
            QCOMPARE(details.responseBody, QByteArrayView("hello"));
            QCOMPARE(record.detailBytes, packedSize(details));
        } else {
            QVERIFY(details.isEmpty());
            QCOMPARE(record.detailBytes, 0u);
        }
    });
    QCOMPARE(count, 2);
    QVERIFY(readAll(journal).finished.empty());
}

void TestJournal::cutsDetails()
{
    Journal journal;
    const QByteArray large(100'000, 'x');
    journal.write(finishedRecord(1, 0, 10), {large, large, large, large, large});
    int count = 0;
    journal.read([&](const Entry &, const Details &details) {
        ++count;
        QCOMPARE(details.target.size(), Details::maxTarget);
        QCOMPARE(details.requestHead.size(), Details::maxHead);
        QCOMPARE(details.requestBody.size(), Details::maxKeptBody);
        QCOMPARE(details.responseHead.size(), Details::maxHead);
        QCOMPARE(details.responseBody.size(), Details::maxKeptBody);
    });
    QCOMPARE(count, 1);
}

// The size is known even if nothing of the body is kept. It costs no bytes if all of it is.
void TestJournal::tellsHowMuchOfABodyThereWas()
{
    const QByteArray large(100'000, 'x');
    Details details{"/", "a", large, "b", "c", true, large.size(), false};
    const auto read = [&details](Journal &journal) {
        Details copy;
        const auto take = [&](const Entry &, const Details &found) { copy = found; };
        if (!journal.write(finishedRecord(1, 0, 10), details))
            return copy;
        journal.read(take);
        return copy;
    };
    Journal journal;
    QCOMPARE(read(journal).requestBodySize, large.size());
    QVERIFY(!read(journal).isWhole);
    details = details.withoutBodies();
    QCOMPARE(read(journal).requestBodySize, large.size());
    QVERIFY(!read(journal).isWhole && !read(journal).withBodies);
    details.isWhole = true;
    QVERIFY(read(journal).isWhole);
    const Details small{"/", "a", "xyz", "b", "c"};
    details = small;
    QCOMPARE(read(journal).requestBodySize, 3);
    QVERIFY(read(journal).isWhole);
    QCOMPARE(packedSize(small.cut()), 10u + 7u);
}

void TestJournal::keepsTheTargetWhereTheRestFindsNoRoom()
{
    Journal journal(16, 64);
    const QByteArray large(200, 'x');
    journal.write(finishedRecord(1, 0, 10), {"/small", large, {}, {}, {}});
    journal.write(finishedRecord(2, 0, 10), {"/small", large, {}, {}, {}});
    journal.write(finishedRecord(3, 0, 10),
                  {"/small", large, {}, {}, {}}); // no room even for the target
    const Read read = readAll(journal);
    QCOMPARE(read.finished, Ids({1, 2}));
    QCOMPARE(read.targets, std::vector<QByteArray>({"/small", "/small"}));
    QCOMPARE(journal.dropped(), quint64(1));
}

void TestJournal::dropsWhatFindsNoRoom()
{
    Journal journal(4, 64);
    for (quint64 id = 1; id <= 6; ++id)
        journal.write(finishedRecord(id, 0, 10));
    QVERIFY(!journal.write(ConnectionOpened{1, 0, {}, 0}));
    journal.write(announcedRecord(7, 0)); // no room now, but perhaps for its end
    QCOMPARE(journal.dropped(), quint64(3));
    const Read read = readAll(journal);
    QCOMPARE(read.finished, Ids({1, 2, 3, 4}));
    QVERIFY(read.opened.empty() && read.closed.empty() && read.announced.empty());
    journal.write(finishedRecord(7, 0, 20));
    QCOMPARE(readAll(journal).finished, Ids({7}));
}

void TestJournal::neverLosesTheEndOfWhatWasAnnounced()
{
    Journal journal(4, 64);
    journal.write(announcedRecord(1, 0), {"/sleep", {}, {}, {}, {}});
    for (quint64 id = 2; id <= 9; ++id)
        journal.write(finishedRecord(id, 0, 10));
    journal.write(finishedRecord(1, 0, 20), {"/sleep", {}, {}, {}, {}});
    QCOMPARE(journal.dropped(), quint64(5));
    const Read read = readAll(journal);
    QCOMPARE(read.announced, Ids({1}));
    QCOMPARE(read.finished, Ids({2, 3, 4, 1}));
    QVERIFY(readAll(journal).finished.empty());
    journal.write(finishedRecord(10, 0, 30));
    QCOMPARE(readAll(journal).finished, Ids({10}));
}

void TestJournal::neverLosesTheEndOfWhatWasPassedOn()
{
    Journal journal(2);
    const UpstreamTimes times{.request = 1, .askedNs = 5};
    QVERIFY(journal.write(times) && journal.write(times));
    QVERIFY(!journal.write(UpstreamTimes{.request = 2}));
    QVERIFY(journal.write(finishedRecord(1, 0, 10)));
    QVERIFY(!journal.write(finishedRecord(2, 0, 10))); // its times were not written, either
    QCOMPARE(readAll(journal).finished, Ids{1});
    QCOMPARE(journal.dropped(), 1u);
}

void TestJournal::neverLosesTheEndOfAnOpenedConnection()
{
    Journal journal(2, 64);
    journal.write(ConnectionOpened{1, 0, {}, 0});
    journal.write(ConnectionOpened{2, 0, {}, 0});
    journal.write(ConnectionClosed{2, 5});
    journal.write(ConnectionClosed{1, 6});
    const Read read = readAll(journal);
    QCOMPARE(read.opened, Connections({1, 2}));
    QCOMPARE(read.closed, Connections({2, 1}));
    QCOMPARE(journal.dropped(), quint64(0));
}

void TestJournal::nothingOvertakesWhatIsOwed()
{
    Journal journal(2, 64);
    journal.write(announcedRecord(1, 0));
    journal.write(announcedRecord(2, 0));
    journal.write(finishedRecord(1, 0, 10)); // owed
    int count = 0;
    journal.read([&](const Entry &, const Details &) {
        // Between two entries there is room again. What is written now must not overtake what is
        // owed.
        if (++count == 1)
            journal.write(finishedRecord(2, 0, 20));
    });
    QCOMPARE(count, 3);
    QCOMPARE(readAll(journal).finished, Ids({2}));
}

void TestJournal::wakesOncePerRead()
{
    Journal journal;
    QVERIFY(!journal.takeWakeUp());
    journal.write(finishedRecord(1, 0, 10));
    QVERIFY(journal.takeWakeUp());
    QVERIFY(!journal.takeWakeUp());
    journal.write(finishedRecord(2, 0, 10));
    QVERIFY(!journal.takeWakeUp()); // the reader has been woken and has not read yet
    readAll(journal);
    QVERIFY(!journal.takeWakeUp());
    journal.write(finishedRecord(3, 0, 10));
    QVERIFY(journal.takeWakeUp());
}

void TestJournal::wakesForWhatIsOwed()
{
    Journal journal(1, 64);
    journal.write(announcedRecord(1, 0));
    QVERIFY(journal.takeWakeUp());
    readAll(journal);
    journal.write(announcedRecord(1, 0));
    QVERIFY(journal.takeWakeUp());
    readAll(journal);
    journal.write(announcedRecord(2, 0));
    journal.write(finishedRecord(1, 0, 10));
    QVERIFY(journal.takeWakeUp());
    QCOMPARE(readAll(journal).finished, Ids({1}));
}

void TestJournal::losesNoWakeUpBetweenTwoThreads()
{
    // The reader reads only when it is woken: after a lost wake-up it would wait for ever.
    constexpr quint64 count = 100'000;
    Journal journal(256, 1 << 12);
    std::atomic<bool> told = false;
    std::thread writer([&] {
        for (quint64 id = 1; id <= count; ++id) {
            journal.write(finishedRecord(id, 0, 10), {"/t", {}, {}, {}, {}});
            if (journal.takeWakeUp())
                told.store(true, std::memory_order_release);
        }
    });
    quint64 seen = 0;
    quint64 last = 0;
    bool ordered = true;
    QElapsedTimer patience;
    patience.start();
    while (seen + journal.dropped() < count && patience.elapsed() < 30'000) {
        if (!told.exchange(false, std::memory_order_acq_rel)) {
            std::this_thread::yield();
            continue;
        }
        journal.read([&](const Entry &entry, const Details &details) {
            const quint64 id = std::get<Record>(entry).id;
            ordered = ordered && id > last && details.target == QByteArrayView("/t");
            last = id;
            ++seen;
        });
    }
    writer.join();
    QVERIFY(ordered);
    QCOMPARE(seen + journal.dropped(), count);
}

void TestJournal::losesNoAnnouncedRequestBetweenTwoThreads()
{
    // A small ring and a slow reader: every announced request must end, in order.
    constexpr quint64 count = 30'000;
    Journal journal(8, 1 << 10);
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (quint64 id = 1; id <= count; ++id) {
            journal.write(announcedRecord(id, 0));
            if (id % 64 == 0)
                std::this_thread::yield();
            if (id > 5)
                journal.write(finishedRecord(id - 5, 0, 10));
        }
        for (quint64 id = count - 4; id <= count; ++id)
            journal.write(finishedRecord(id, 0, 10));
        done.store(true, std::memory_order_release);
    });
    std::vector<bool> open(count + 1);
    quint64 announced = 0;
    quint64 ended = 0;
    for (bool last = false; !last;) {
        last = done.load(std::memory_order_acquire);
        journal.read([&](const Entry &entry, const Details &) {
            const auto &record = std::get<Record>(entry);
            const bool begins = record.outcome == Outcome::InFlight;
            announced += begins;
            ended += !begins && open[record.id];
            open[record.id] = begins;
        });
    }
    writer.join();
    QVERIFY(announced > 0);
    QCOMPARE(ended, announced);
    QCOMPARE(std::count(open.begin(), open.end(), true), 0);
}

QTEST_APPLESS_MAIN(TestJournal)
#include "tst_journal.moc"
