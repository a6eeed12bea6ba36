#pragma once

#include <QObject>

#include <memory>

namespace overlap::app {

// Main thread. SIGINT, SIGTERM and SIGHUP (Ctrl+C and closing the console on Windows) as a signal
// of the event loop. From the second one on the process ends within a second, whatever the event
// loop is at. One at a time: the previous handlers are back when it is destroyed.
class StopSignal : public QObject
{
    Q_OBJECT
public:
    explicit StopSignal(QObject *parent = nullptr);
    ~StopSignal() override;

    static bool isReceived(); // any thread: whether one has been, ever

Q_SIGNALS:
    void received();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::app
