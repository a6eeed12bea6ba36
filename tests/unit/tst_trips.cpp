#include "overlap/record/journal.h"
#include "overlap/record/trips.h"
#include "records.h"

#include <QTest>

using namespace overlap::record;

namespace {

// A client and a server, both told of by hand.
class Both
{
public:
    Trip begin(qint64 startNs)
    {
        Trip trip;
        trip.startNs = startNs;
        log.begin(trip);
        return trip;
    }
    Trip sent(Trip trip, qint64 sentNs, quint16 port, quint32 ordinal = 1)
    {
        trip.sentNs = sentNs;
        trip.port = port;
        trip.ordinal = ordinal;
        log.tell(trip);
        return trip;
    }
    void ended(Trip trip, qint64 endNs, quint16 status = 200)
    {
        trip.endNs = endNs;
        trip.status = status;
        log.tell(trip);
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
        const Growth growth = store.absorb({&journal});
        return trips.absorb(log, store, growth);
    }

    Journal journal;
    Store store;
    TripLog log;
    Trips trips{100};
};

} // namespace

class TestTrips : public QObject
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
    void dropsWhatFindsNoRoom();
};

void TestTrips::followsOneFromBeginningToEnd()
{
    Both both;
    QVERIFY(!both.absorb());
    Trip trip = both.begin(10);
    QVERIFY(both.absorb());
    QCOMPARE(both.trips.inFlight(), std::vector<quint64>{1});
    QCOMPARE(both.trips.trip(1).port, 0);
    trip = both.sent(trip, 20, 4000);
    QVERIFY(both.absorb());
    QCOMPARE(both.trips.trip(1).sentNs, 20);
    QVERIFY(both.trips.trip(1).isInFlight());
    QVERIFY(!both.trips.trip(1).isError());
    both.ended(trip, 90, 404);
    QVERIFY(both.absorb());
    QVERIFY(both.trips.inFlight().empty());
    QCOMPARE(both.trips.trip(1).endNs, 90);
    QVERIFY(both.trips.trip(1).isError());
    QVERIFY(!both.absorb());
}

void TestTrips::tiesByPortAndNumber()
{
    Both both;
    both.opened(7, 4000);
    both.opened(8, 5000);
    const Trip first = both.sent(both.begin(10), 20, 4000, 1);
    const Trip second = both.sent(both.begin(10), 20, 5000, 1);
    const Trip third = both.sent(both.begin(60), 60, 5000, 2);
    both.served(finishedRecord(1, 30, 40), 8, 1);
    both.served(finishedRecord(2, 31, 50), 7, 1);
    both.served(finishedRecord(3, 70, 80), 8, 2);
    both.absorb();
    QCOMPARE(both.trips.trip(first.id).request, quint64(2));
    QCOMPARE(both.trips.trip(first.id).seenNs, 31);
    QCOMPARE(both.trips.trip(second.id).request, quint64(1));
    QCOMPARE(both.trips.trip(third.id).request, quint64(3));
    QCOMPARE(both.trips.ofRequest(2)->id, first.id);
    QCOMPARE(both.trips.ofRequest(9), nullptr);
    both.ended(first, 60); // what was found stays
    both.absorb();
    QCOMPARE(both.trips.trip(first.id).request, quint64(2));
}

void TestTrips::tiesWhatIsInFlight()
{
    Both both;
    both.opened(7, 4000);
    both.opened(8, 5000);
    both.sent(both.begin(10), 20, 4000);
    both.served(announcedRecord(1, 30), 7);
    both.absorb();
    QCOMPARE(both.trips.trip(1).request, quint64(1));
    both.sent(both.begin(40), 40, 5000);
    both.served(announcedRecord(2, 50), 8);
    both.absorb();
    QCOMPARE(both.trips.trip(2).seenNs, 50);
}

// The client has given up long before the server comes to see it.
void TestTrips::tiesLate()
{
    Both both;
    both.ended(both.sent(both.begin(10), 20, 4000), 50, 0);
    both.absorb();
    both.opened(7, 4000);
    both.served(finishedRecord(1, 80, 90), 7);
    QVERIFY(both.absorb());
    QCOMPARE(both.trips.trip(1).request, quint64(1));
    QCOMPARE(both.trips.trip(1).seenNs, 80);
}

void TestTrips::doesNotTakeAnothersForItsOwn()
{
    Both both;
    both.opened(6, 4000); // the same port on another address, before
    both.opened(7, 4001);
    both.sent(both.begin(10), 20, 4000);
    both.served(finishedRecord(1, 15, 18), 6);
    both.served(finishedRecord(2, 25, 30), 7);
    both.served(finishedRecord(3, 25, 30), 99); // of a connection that is not known
    both.absorb();
    QCOMPARE(both.trips.trip(1).request, quint64(0));
}

// A connection that was kept was closed when it was used again: it goes over a new one.
void TestTrips::followsOneThatIsSentAgain()
{
    Both both;
    both.opened(7, 4000);
    both.opened(8, 5000);
    Trip trip = both.sent(both.begin(10), 20, 4000, 2);
    both.absorb();
    trip = both.sent(trip, 30, 5000, 1);
    both.served(finishedRecord(1, 25, 28), 7, 2);
    both.served(finishedRecord(2, 40, 50), 8, 1);
    both.absorb();
    QCOMPARE(both.trips.trip(1).request, quint64(2));
}

void TestTrips::packsIntoLanes()
{
    Both both;
    const Trip first = both.begin(10);
    const Trip second = both.begin(10);
    both.ended(first, 50);
    both.begin(60);
    both.absorb();
    QCOMPARE(both.trips.laneOf(1), 0u);
    QCOMPARE(both.trips.laneOf(2), 1u);
    QCOMPARE(both.trips.laneOf(3), 0u);
    QCOMPARE(both.trips.lanes().count(), 2u);
    QCOMPARE(both.trips.lanes().lane(0).size(), 1);
    QCOMPARE(both.trips.lanes().lane(0)[0].row, quint64(1));
    QCOMPARE(both.trips.lanes().lane(0)[0].toNs, 50);
    both.ended(second, 70);
    both.absorb();
    QCOMPARE(both.trips.lanes().lane(1)[0].row, quint64(2));
}

void TestTrips::forgetsTheOldest()
{
    Both both;
    both.opened(7, 4000);
    for (int i = 0; i < 300; ++i) {
        both.ended(both.sent(both.begin(10 * i), 10 * i + 1, 4000, quint32(i) + 1), 10 * i + 9);
        both.served(finishedRecord(quint64(i) + 1, 10 * i + 2, 10 * i + 8), 7, quint32(i) + 1);
    }
    both.absorb();
    QCOMPARE(both.trips.endId(), quint64(301));
    QCOMPARE(both.trips.firstId(), quint64(201));
    QCOMPARE(both.trips.ofRequest(200), nullptr);
    QCOMPARE(both.trips.ofRequest(201)->id, quint64(201));
    QCOMPARE(both.trips.lanes().lane(0)[0].row, quint64(201));
}

void TestTrips::clearsWhatIsOver()
{
    Both both;
    both.ended(both.begin(10), 20);
    const Trip flying = both.begin(30);
    both.absorb();
    both.trips.clear();
    QCOMPARE(both.trips.firstId(), quint64(2));
    QCOMPARE(both.trips.inFlight(), std::vector<quint64>{2});
    both.ended(flying, 40);
    both.absorb();
    both.trips.clear();
    QVERIFY(both.trips.isEmpty());
    QCOMPARE(both.trips.lanes().count(), 0u);
}

void TestTrips::dropsWhatFindsNoRoom()
{
    Both both;
    for (size_t i = 0; i < TripLog::most; ++i)
        both.begin(qint64(i));
    Trip late;
    QVERIFY(!both.log.begin(late));
    QCOMPARE(late.id, quint64(0));
    QVERIFY(!both.log.tell(late)); // nothing more of it
    both.absorb();
    QCOMPARE(both.trips.dropped(), quint64(1));
    QCOMPARE(both.trips.endId(), quint64(TripLog::most) + 1);
    QVERIFY(both.log.begin(late));
    QCOMPARE(late.id, both.trips.endId());
}

QTEST_GUILESS_MAIN(TestTrips)
#include "tst_trips.moc"
