#pragma once

#include <QByteArray>
#include <QHash>
#include <QMutex>

#include <memory>

namespace overlap::answers {

// Any thread. Counts requests by a key: how many there were, and how many are in flight. Must
// outlive the tickets.
class Tallies
{
public:
    // One request in flight, until it is destroyed.
    class Ticket
    {
    public:
        Ticket(Tallies &tallies, QByteArray key) : m_tallies(tallies), m_key(std::move(key)) {}
        ~Ticket() { m_tallies.leave(m_key); }
        Q_DISABLE_COPY_MOVE(Ticket)

    private:
        Tallies &m_tallies;
        const QByteArray m_key;
    };

    qint64 count(const QByteArray &key); // this one included: 1, 2, 3 …
    // Null: so many are in flight already.
    std::shared_ptr<Ticket> enter(const QByteArray &key, qint64 most);
    void clear(); // counts begin anew; what is in flight stays

    // So that clients that make up targets do not fill the memory, counts begin anew after so many.
    static constexpr qsizetype mostKeys = 10'000;

private:
    void leave(const QByteArray &key);

    QMutex m_mutex; // guards what follows
    QHash<QByteArray, qint64> m_counts;
    QHash<QByteArray, qint64> m_inFlight;
};

} // namespace overlap::answers
