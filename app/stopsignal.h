#pragma once

#include <QObject>

#include <memory>

namespace overlap::app {

// Main thread. SIGINT and SIGTERM (Ctrl+C and closing the console on Windows) as a signal of the
// event loop. One at a time: the previous handlers are back when it is destroyed.
class StopSignal : public QObject
{
    Q_OBJECT
public:
    explicit StopSignal(QObject *parent = nullptr);
    ~StopSignal() override;

Q_SIGNALS:
    void received();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace overlap::app
