import { expect, it } from "vitest";
import { choosePoolMount } from "../../../runtime/engine/pool-quotas.ts";

const MOUNTS = `/dev/vda / ext4 rw 0 0
/dev/loop0 /var/lib/slipway/pool btrfs rw,subvol=/ 0 0
/dev/loop0 /var/lib/slipway/incus/storage-pools/slipway btrfs rw,subvol=/ 0 0
/dev/loop1 /var/lib/incus/storage-pools/slipway btrfs rw,subvol=/ 0 0
/dev/loop2 /var/lib/incus/storage-pools/other btrfs rw,subvol=/ 0 0
/dev/loop3 /srv/incus/storage-pools/slipway ext4 rw 0 0
/dev/loop4 /opt/storage-pools/slipway btrfs rw 0 0
/dev/loop5 /opt/storage-pools/slipway btrfs rw 0 0
`;

it.each([
  ["a file of Incus' own is mounted in its folder", "/var/lib/incus/disks/slipway.img", "/dev/loop1"],
  ["a folder that Incus was given is a mount itself", "/var/lib/slipway/pool", "/dev/loop0"],
  ["what was mounted last hides the rest", "/opt/disks/slipway.img", "/dev/loop5"],
  ["another kind of file system is not it", "/srv/incus/disks/slipway.img", undefined],
  ["a file that is not mounted", "/nowhere/disks/slipway.img", undefined],
  ["a device, of which nothing is known", "/dev/sdb", undefined],
])("the mount of the pool: %s", (_case, source, device) =>
  expect(choosePoolMount(MOUNTS, source)?.device).toBe(device),
);
