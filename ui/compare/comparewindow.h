#pragma once

#include "compare/comparison.h"
#include "compare/picture.h"
#include "widgets/numberbox.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QSettings;
class QSlider;

namespace overlap::ui {

class Chart;

// Main thread. The comparison of strategies: what to send, run, and the picture of it.
class CompareWindow : public QDialog
{
    Q_OBJECT
public:
    explicit CompareWindow(QWidget *parent = nullptr);
    ~CompareWindow() override;

    // As PNG or SVG, by the name's ending. What went wrong, or nothing.
    QString exportTo(const QString &file) const;
    void restore(const QSettings &settings); // what was not kept stays
    void save(QSettings &settings) const;

protected:
    void hideEvent(QHideEvent *event) override; // nothing runs unseen

private:
    void build();
    void name();
    void wire();
    void choose();                            // what is set
    QString fieldProblem() const;             // empty: none
    void showProblem(const QString &problem); // empty: none
    void showState();
    void askAndExport();
    Picture picture(QSize size) const;

    Comparison m_comparison;
    QTimer m_frames; // while it runs
    QPushButton *m_run;
    CountBox *m_count;
    SecondsBox *m_each;
    CountBox *m_pool;
    QSlider *m_computing;
    QLabel *m_share;
    QPushButton *m_export;
    QLabel *m_problem;
    Chart *m_chart;
};

} // namespace overlap::ui
