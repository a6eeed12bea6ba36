#pragma once

#include "requestcsv.h"
#include "requestlist.h"

#include <QBasicTimer>
#include <QObject>
#include <QSaveFile>

namespace overlap::ui {

// Main thread. Writes requests to a file, in slices, so that a million do not stop the window. The
// file is replaced when all is written, and stays as it was if that fails.
class RequestExport : public QObject
{
    Q_OBJECT
public:
    // The store outlives it.
    RequestExport(const record::Store &store, RequestCsv csv, RequestList list, const QString &file,
                  QObject *parent = nullptr);

Q_SIGNALS:
    // Once; then it deletes itself. An empty error: it is written, without those requests that the
    // store has forgotten meanwhile.
    void finished(quint64 written, quint64 forgotten, const QString &error);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void write(const RequestItem &item);
    void finish();

    const record::Store &m_store;
    const RequestCsv m_csv;
    const RequestList m_list;
    QSaveFile m_file;
    QBasicTimer m_timer; // runs while it writes
    size_t m_next = 0;   // in flight, then finished
    quint64 m_written = 0;
};

} // namespace overlap::ui
