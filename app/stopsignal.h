#pragma once

#include <QObject>

#include <memory>

namespace overlap::app {

// Main thread. Emits received() for SIGINT, SIGTERM and SIGHUP (on Windows: Ctrl+C, and closing the
// console). After a second signal the process ends within a second, even if the event loop is
// stuck. Only one may exist at a time; after the destructor, signals have their effect of before.
class StopSignal : public QObject
{
    Q_OBJECT
public:
    explicit StopSignal(QObject *parent = nullptr);
    ~StopSignal() override;

    static bool isReceived(); // any thread: whether there ever was a signal

Q_SIGNALS:
    void received();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::app
