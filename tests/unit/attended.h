#pragma once

#include "memorytransport.h"

#include "overlap/net/attendant.h"
#include "overlap/net/connection.h"
#include "overlap/net/loop.h"

#include <QTest>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

// Main thread. Calls that are attended, between a transport without a socket and attendants of the
// test.
class Attended : public QObject
{
protected:
    using Serving = overlap::net::Serving;
    using Outcome = overlap::record::Outcome;
    using Phase = overlap::record::Phase;
    using Record = overlap::record::Record;
    using Proceed = std::function<void(Serving &serving)>;

    static inline const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    static inline const QByteArray post =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";

    class Scripted : public overlap::net::Attendant
    {
    public:
        Scripted(Proceed proceed, int &alive) : m_proceed(std::move(proceed)), m_alive(alive)
        {
            ++m_alive;
        }
        ~Scripted() override { --m_alive; }
        void proceed(Serving &serving) override { m_proceed(serving); }

    private:
        const Proceed m_proceed;
        int &m_alive;
    };

    static overlap::http::Response text(const QByteArray &body)
    {
        overlap::http::Response response;
        response.body = body;
        return response;
    }
    // Whether its phases account for its time.
    static bool isWhole(const Record &record);

    // Nothing is left of the last calls.
    void end();
    void listen(overlap::net::Handler handler, const overlap::http::Limits &limits = {});
    // All calls get such an attendant.
    void attend(Proceed proceed, const overlap::http::Limits &limits = {});
    // The same; they take bodies as they come.
    void receive(Proceed proceed, const overlap::http::Limits &limits = {});
    MemoryTransport *connectAnother();
    std::vector<Record> finished();

    overlap::net::Counters m_counters;
    std::unique_ptr<overlap::record::Journal> m_journal;
    std::optional<overlap::net::Loop> m_loop;
    MemoryTransport *m_client = nullptr; // owned by the loop; dies with its connection
    overlap::net::HeadHandler m_headHandler;
    std::optional<overlap::net::CallAddress> m_address; // of the last call
    int m_attending = 0;
};

inline bool Attended::isWhole(const Record &record)
{
    using namespace overlap::record;
    qint64 sum = 0;
    for (int i = int(Phase::ReadingHead); i < phaseCount; ++i)
        sum += phaseNs(record, Phase(i));
    return std::abs(sum - totalNs(record)) <= phaseCount * nsPerTick;
}

inline void Attended::end()
{
    m_loop.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    m_address.reset();
    m_headHandler = {};
    QCOMPARE(m_attending, 0);
}

inline void Attended::listen(overlap::net::Handler handler, const overlap::http::Limits &limits)
{
    m_loop.reset();
    m_journal = std::make_unique<overlap::record::Journal>();
    m_loop.emplace(overlap::net::Loop::Setup{.connections = {.limits = limits},
                                             .handler = std::move(handler),
                                             .headHandler = m_headHandler,
                                             .journal = m_journal.get(),
                                             .counters = &m_counters,
                                             .wakeReader = [] {}});
    m_client = connectAnother();
}

inline void Attended::attend(Proceed proceed, const overlap::http::Limits &limits)
{
    listen(
        [this, proceed = std::move(proceed)](overlap::net::Call &&call) {
            m_address = call.address();
            std::move(call).attend(Phase::Sleeping,
                                   std::make_unique<Scripted>(proceed, m_attending));
        },
        limits);
}

inline void Attended::receive(Proceed proceed, const overlap::http::Limits &limits)
{
    m_headHandler = [](const overlap::http::Request &) { return overlap::net::Reception{true}; };
    attend(std::move(proceed), limits);
}

inline MemoryTransport *Attended::connectAnother()
{
    auto transport = std::make_unique<MemoryTransport>();
    MemoryTransport *const client = transport.get();
    m_loop->adopt(std::move(transport));
    return client;
}

inline std::vector<overlap::record::Record> Attended::finished()
{
    std::vector<overlap::record::Record> all;
    m_journal->read([&](const overlap::record::Entry &entry, const overlap::record::Details &) {
        const auto *record = std::get_if<overlap::record::Record>(&entry);
        if (record && record->outcome != Outcome::InFlight)
            all.push_back(*record);
    });
    return all;
}
