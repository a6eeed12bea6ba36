#pragma once

#include "search.h"

#include <QWidget>

#include <array>

class QLabel;
class QTreeWidget;

namespace overlap::ui {

// Main thread. Everything known about a connection: its ends, its bytes, and its latest requests.
class ConnectionPage : public QWidget
{
    Q_OBJECT
public:
    static constexpr size_t requestsMost = 100; // shown

    explicit ConnectionPage(QWidget *parent = nullptr);

    // found: its finished requests; null: not looked for.
    void showConnection(const record::Store &store, const record::Connection &connection,
                        const Search *found, qint64 nowNs);

Q_SIGNALS:
    void requestChosen(quint64 id); // Enter or double click

private:
    void showRequests(const record::Store &store, quint32 connection, const Search *found,
                      qint64 nowNs);

    QLabel *m_title;
    std::array<QLabel *, 5> m_facts{};
    QLabel *m_count;
    QTreeWidget *m_requests; // the newest first
};

} // namespace overlap::ui
