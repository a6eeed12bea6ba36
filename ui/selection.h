#pragma once

#include <QObject>

namespace overlap::ui {

// Main thread. The id of the selected request (0: none). Timeline, table and details share it.
class Selection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    quint64 id() const { return m_id; }
    void select(quint64 id)
    {
        if (id == m_id)
            return;
        m_id = id;
        Q_EMIT changed(id);
    }
    void clear() { select(0); }

Q_SIGNALS:
    void changed(quint64 id);

private:
    quint64 m_id = 0;
};

} // namespace overlap::ui
