#!/bin/sh
# boot.sh PACKAGE GATEWAY JAVA_HOME: boots a copy of this machine with the package installed.
#
# It has namespaces and a control group of its own, and ends as their systemd. What is written goes to
# memory: the machine itself stays as it is. GATEWAY is the folder of the gateway in the laboratory:
# its configuration is taken, the service's log written there, and GATEWAY/run is where the tunnels'
# sockets are.
set -eu
package=$1 gateway=$2 java=$3
memory=$gateway/memory

if [ $# -eq 3 ]; then
  mkdir "$memory" "$gateway/cgroup"
  mount -t cgroup2 cgroup2 "$gateway/cgroup"
  # What killed ones left: a group goes when nobody is in it.
  find "$gateway"/cgroup/omni-it-* -depth -type d -exec rmdir {} + 2>/dev/null || true
  mkdir "$gateway/cgroup/omni-it-$$"
  echo $$ >"$gateway/cgroup/omni-it-$$/cgroup.procs"
  exec unshare --mount --pid --fork --cgroup --uts --ipc --kill-child "$0" "$@" inside
fi

mount -t tmpfs tmpfs "$memory"
mkdir "$memory/changed" "$memory/work" "$memory/root"
mknod "$memory/tun" c 10 200
chmod 666 "$memory/tun"
mount -t overlay overlay -o "lowerdir=/,upperdir=$memory/changed,workdir=$memory/work" "$memory/root"
cd "$memory/root"

mount --rbind /dev dev
# As Debian's udev has it; the machine of the tests may have none.
mount --bind ../tun dev/net/tun
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/wireguard out
mount --bind "$gateway/run" run/wireguard
mount --bind "$gateway" out

# In a container the packages of this machine may start nothing; those of the copy may.
rm -f usr/sbin/policy-rc.d
# Java need not come from a package here.
cp "$package" package.deb
chroot . dpkg --no-triggers --force-depends -i package.deb

data=var/lib/omniedge
mkdir -p "$data"
cp -R "$gateway/deploy" "$gateway/import.key" "$data"
sed -i "s|^keyImport = .*|keyImport = /$data/import.key|" "$data"/deploy/*.cfg
chroot . chown -R omniedge:omniedge "/$data"

# The test tells these two from outside; nothing of the sandbox.
mkdir -p etc/systemd/system/omniedge-gateway.service.d
cat >etc/systemd/system/omniedge-gateway.service.d/test.conf <<END
[Service]
Environment=JAVA_HOME=$java
StandardOutput=append:/out/service.log
StandardError=append:/out/service.log
END

# Only the service, out of what the machine starts else.
mkdir -p keep
mv etc/systemd/system/multi-user.target.wants/omniedge-gateway.service keep
rm -rf etc/systemd/system/*.wants/*
mv keep/omniedge-gateway.service etc/systemd/system/multi-user.target.wants
mount -t tmpfs tmpfs tmp
exec env container=test SYSTEMD_LOG_TARGET=console chroot . /lib/systemd/systemd --unit=multi-user.target
