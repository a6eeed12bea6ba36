#pragma once

#include <QMenu>
#include <QString>

#include <vector>

namespace overlap::ui {

// Pure. A target that shows what one of the server's routes does.
struct Example
{
    QString target;
    QString meaning; // one sentence
};
std::vector<Example> examples(); // of all routes

// Main thread. All of them, to choose one.
class TryMenu : public QMenu
{
    Q_OBJECT
public:
    explicit TryMenu(QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const QString &target);
};

} // namespace overlap::ui
