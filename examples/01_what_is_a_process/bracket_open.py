import psutil


def pcb_card(pid):
    process = psutil.Process(pid)
    return {"parent": process.ppid(
