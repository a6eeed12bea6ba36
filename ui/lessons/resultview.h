#pragma once

#include "overlap/lesson/run.h"

#include <QWidget>

class QLabel;

namespace overlap::ui {

class MarkdownLabel;

// Main thread. What a lesson's run showed, beside what was predicted.
class ResultView : public QWidget
{
    Q_OBJECT
public:
    explicit ResultView(QWidget *parent = nullptr);

    // Of the answers, plain: the one that was picked, and the one that holds; empty: it is the
    // same, or none does.
    void showResult(const lesson::Result &result, const QString &predicted, const QString &right);
    QString spoken() const; // all that it says, in plain sentences

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void updateColours();

    QLabel *m_heading;
    QWidget *m_figures;
    QLabel *m_predicted;
    QLabel *m_measured;
    QLabel *m_thatIs;
    QLabel *m_right;
    MarkdownLabel *m_explanation;
    bool m_isProblem = false;
};

} // namespace overlap::ui
