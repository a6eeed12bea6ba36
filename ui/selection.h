#pragma once

#include <QObject>

namespace overlap::ui {

// Main thread. What is selected: a request or a connection, by its id; 0: none. Timeline, tables
// and details share it.
class Selection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    quint64 id() const { return m_id; } // of a request
    quint32 connection() const { return m_connection; }
    void select(quint64 id) { change(id, 0); }
    void selectConnection(quint32 id) { change(0, id); }
    void clear() { select(0); }

Q_SIGNALS:
    void changed();

private:
    void change(quint64 id, quint32 connection)
    {
        if (id == m_id && connection == m_connection)
            return;
        m_id = id;
        m_connection = connection;
        Q_EMIT changed();
    }

    quint64 m_id = 0;
    quint32 m_connection = 0;
};

} // namespace overlap::ui
