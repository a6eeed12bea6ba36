#include "overlap/record/clientrequests.h"
#include "overlap/record/journal.h"
#include "records.h"

#include <QTest>

using namespace overlap::record;

namespace {

// What a client and a server report, made by hand.
class BothSides
{
public:
    ClientRequest begin(qint64 startNs)
    {
        ClientRequest clientRequest;
        clientRequest.startNs = startNs;
        log.begin(clientRequest);
        return clientRequest;
    }
    ClientRequest sent(ClientRequest clientRequest, qint64 sentNs, quint16 port,
                       quint32 ordinal = 1)
    {
        clientRequest.sentNs = sentNs;
        clientRequest.port = port;
        clientRequest.ordinal = ordinal;
        log.update(clientRequest);
        return clientRequest;
    }
    void ended(ClientRequest clientRequest, qint64 endNs, quint16 status = 200)
    {
        clientRequest.endNs = endNs;
        clientRequest.status = status;
        log.update(clientRequest);
    }
    void opened(quint32 connection, quint16 port)
    {
        ConnectionOpened entry;
        entry.connection = connection;
        entry.peerPort = port;
        journal.write(entry);
    }
    void served(Record record, quint32 connection, quint32 ordinal = 1)
    {
        record.connection = connection;
        record.ordinal = ordinal;
        journal.write(record, {});
    }
    bool absorb()
    {
        const StoreChange change = store.absorb({&journal});
        return clientRequests.absorb(log, store, change);
    }

    Journal journal;
    Store store;
    ClientLog log;
    ClientRequests clientRequests{100};
};

} // namespace

class TestClientRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsOneFromBeginningToEnd();
    void tiesByPortAndNumber();
    void tiesWhatIsInFlight();
    void tiesLate();
    void doesNotTakeAnothersForItsOwn();
    void followsOneThatIsSentAgain();
    void packsIntoLanes();
    void forgetsTheOldest();
    void clearsWhatIsOver();
    void restoresWhatWasCleared();
    void dropsWhatFindsNoRoom();
};

void TestClientRequests::followsOneFromBeginningToEnd()
{
    BothSides both;
    QVERIFY(!both.absorb());
    ClientRequest clientRequest = both.begin(10);
    QVERIFY(both.absorb());
    QCOMPARE(both.clientRequests.inFlight(), std::vector<quint64>{1});
    QCOMPARE(both.clientRequests.clientRequest(1).port, 0);
    clientRequest = both.sent(clientRequest, 20, 4000);
    QVERIFY(both.absorb());
    QCOMPARE(both.clientRequests.clientRequest(1).sentNs, 20);
    QVERIFY(both.clientRequests.clientRequest(1).isInFlight());
    QVERIFY(!both.clientRequests.clientRequest(1).isError());
    both.ended(clientRequest, 90, 404);
    QVERIFY(both.absorb());
    QVERIFY(both.clientRequests.inFlight().empty());
    QCOMPARE(both.clientRequests.clientRequest(1).endNs, 90);
    QVERIFY(both.clientRequests.clientRequest(1).isError());
    QVERIFY(!both.absorb());
}

void TestClientRequests::tiesByPortAndNumber()
{
    BothSides both;
    both.opened(7, 4000);
    both.opened(8, 5000);
    const ClientRequest first = both.sent(both.begin(10), 20, 4000, 1);
    const ClientRequest second = both.sent(both.begin(10), 20, 5000, 1);
    const ClientRequest third = both.sent(both.begin(60), 60, 5000, 2);
    both.served(finishedRecord(1, 30, 40), 8, 1);
    both.served(finishedRecord(2, 31, 50), 7, 1);
    both.served(finishedRecord(3, 70, 80), 8, 2);
    both.absorb();
    QCOMPARE(both.clientRequests.clientRequest(first.id).request, quint64(2));
    QCOMPARE(both.clientRequests.clientRequest(first.id).seenNs, 31);
    QCOMPARE(both.clientRequests.clientRequest(second.id).request, quint64(1));
    QCOMPARE(both.clientRequests.clientRequest(third.id).request, quint64(3));
    QCOMPARE(both.clientRequests.ofRequest(2)->id, first.id);
    QCOMPARE(both.clientRequests.ofRequest(9), nullptr);
    both.ended(first, 60); // it stays tied
    both.absorb();
    QCOMPARE(both.clientRequests.clientRequest(first.id).request, quint64(2));
}

void TestClientRequests::tiesWhatIsInFlight()
{
    BothSides both;
    both.opened(7, 4000);
    both.opened(8, 5000);
    both.sent(both.begin(10), 20, 4000);
    both.served(announcedRecord(1, 30), 7);
    both.absorb();
    QCOMPARE(both.clientRequests.clientRequest(1).request, quint64(1));
    both.sent(both.begin(40), 40, 5000);
    both.served(announcedRecord(2, 50), 8);
    both.absorb();
    QCOMPARE(both.clientRequests.clientRequest(2).seenNs, 50);
}

// The client gave up long before the server saw the request.
void TestClientRequests::tiesLate()
{
    BothSides both;
    both.ended(both.sent(both.begin(10), 20, 4000), 50, 0);
    both.absorb();
    both.opened(7, 4000);
    both.served(finishedRecord(1, 80, 90), 7);
    QVERIFY(both.absorb());
    QCOMPARE(both.clientRequests.clientRequest(1).request, quint64(1));
    QCOMPARE(both.clientRequests.clientRequest(1).seenNs, 80);
}

void TestClientRequests::doesNotTakeAnothersForItsOwn()
{
    BothSides both;
    both.opened(6, 4000); // an earlier connection with the same port and another address
    both.opened(7, 4001);
    both.sent(both.begin(10), 20, 4000);
    both.served(finishedRecord(1, 15, 18), 6);
    both.served(finishedRecord(2, 25, 30), 7);
    both.served(finishedRecord(3, 25, 30), 99); // an unknown connection
    both.absorb();
    QCOMPARE(both.clientRequests.clientRequest(1).request, quint64(0));
}

// A kept-alive connection turns out to be closed: the request goes over a new one.
void TestClientRequests::followsOneThatIsSentAgain()
{
    BothSides both;
    both.opened(7, 4000);
    both.opened(8, 5000);
    ClientRequest clientRequest = both.sent(both.begin(10), 20, 4000, 2);
    both.absorb();
    clientRequest = both.sent(clientRequest, 30, 5000, 1);
    both.served(finishedRecord(1, 25, 28), 7, 2);
    both.served(finishedRecord(2, 40, 50), 8, 1);
    both.absorb();
    QCOMPARE(both.clientRequests.clientRequest(1).request, quint64(2));
}

void TestClientRequests::packsIntoLanes()
{
    BothSides both;
    const ClientRequest first = both.begin(10);
    const ClientRequest second = both.begin(10);
    both.ended(first, 50);
    both.begin(60);
    both.absorb();
    QCOMPARE(both.clientRequests.laneOf(1), 0u);
    QCOMPARE(both.clientRequests.laneOf(2), 1u);
    QCOMPARE(both.clientRequests.laneOf(3), 0u);
    QCOMPARE(both.clientRequests.lanes().count(), 2u);
    QCOMPARE(both.clientRequests.lanes().lane(0).size(), 1);
    QCOMPARE(both.clientRequests.lanes().lane(0)[0].row, quint64(1));
    QCOMPARE(both.clientRequests.lanes().lane(0)[0].toNs, 50);
    both.ended(second, 70);
    both.absorb();
    QCOMPARE(both.clientRequests.lanes().lane(1)[0].row, quint64(2));
}

void TestClientRequests::forgetsTheOldest()
{
    BothSides both;
    both.opened(7, 4000);
    for (int i = 0; i < 300; ++i) {
        both.ended(both.sent(both.begin(10 * i), 10 * i + 1, 4000, quint32(i) + 1), 10 * i + 9);
        both.served(finishedRecord(quint64(i) + 1, 10 * i + 2, 10 * i + 8), 7, quint32(i) + 1);
    }
    both.absorb();
    QCOMPARE(both.clientRequests.endId(), quint64(301));
    QCOMPARE(both.clientRequests.firstId(), quint64(201));
    QCOMPARE(both.clientRequests.ofRequest(200), nullptr);
    QCOMPARE(both.clientRequests.ofRequest(201)->id, quint64(201));
    QCOMPARE(both.clientRequests.lanes().lane(0)[0].row, quint64(201));
}

void TestClientRequests::clearsWhatIsOver()
{
    BothSides both;
    both.ended(both.begin(10), 20);
    const ClientRequest flying = both.begin(30);
    both.absorb();
    both.clientRequests.clear();
    QCOMPARE(both.clientRequests.firstId(), quint64(2));
    QCOMPARE(both.clientRequests.inFlight(), std::vector<quint64>{2});
    both.ended(flying, 40);
    both.absorb();
    both.clientRequests.clear();
    QVERIFY(both.clientRequests.isEmpty());
    QCOMPARE(both.clientRequests.lanes().count(), 0u);
}

void TestClientRequests::restoresWhatWasCleared()
{
    BothSides both;
    both.opened(7, 4000);
    both.ended(both.sent(both.begin(10), 11, 4000), 20);
    both.served(finishedRecord(1, 12, 19), 7);
    const ClientRequest flying = both.begin(15);
    both.absorb();
    both.clientRequests.clear();
    QCOMPARE(both.clientRequests.firstId(), quint64(2));
    QCOMPARE(both.clientRequests.ofRequest(1), nullptr);
    both.ended(flying, 40);
    both.begin(50);
    both.absorb();
    both.clientRequests.restore();
    QCOMPARE(both.clientRequests.firstId(), quint64(1));
    QCOMPARE(both.clientRequests.endId(), quint64(4));
    QCOMPARE(both.clientRequests.ofRequest(1)->endNs, 20);
    QCOMPARE(both.clientRequests.lanes().lane(0)[0].row, quint64(1));
    QCOMPARE(both.clientRequests.lanes().lane(1)[0].row, quint64(2));
    QVERIFY(both.clientRequests.lanes().isOccupied(both.clientRequests.laneOf(3)));
    for (int i = 0; i < 300; ++i) // there is no room for what is cleared
        both.ended(both.begin(100 + 10 * i), 105 + 10 * i);
    both.clientRequests.clear();
    both.absorb();
    both.clientRequests.restore();
    QCOMPARE(both.clientRequests.endId() - both.clientRequests.firstId(), quint64(301));
}

void TestClientRequests::dropsWhatFindsNoRoom()
{
    BothSides both;
    for (size_t i = 0; i < ClientLog::capacity; ++i)
        both.begin(qint64(i));
    ClientRequest late;
    QVERIFY(!both.log.begin(late));
    QCOMPARE(late.id, quint64(0));
    QVERIFY(!both.log.update(late)); // no more entries about it
    both.absorb();
    QCOMPARE(both.clientRequests.dropped(), quint64(1));
    QCOMPARE(both.clientRequests.endId(), quint64(ClientLog::capacity) + 1);
    QVERIFY(both.log.begin(late));
    QCOMPARE(late.id, both.clientRequests.endId());
}

QTEST_GUILESS_MAIN(TestClientRequests)
#include "tst_clientrequests.moc"
